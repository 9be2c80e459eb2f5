// What the home page should say at this hour and in this state. Pure.
import { latin } from '../i18n/digits';
import type { Tablet as TabletRoom, TicketStatus } from '../data/contracts';

export type Greeting = 'greeting.morning' | 'greeting.afternoon' | 'greeting.evening';

export function greetingAt(hour: number): Greeting {
  if (hour >= 4 && hour < 12) return 'greeting.morning';
  if (hour >= 12 && hour < 18) return 'greeting.afternoon';
  return 'greeting.evening';
}

/** How long a tablet that lost its connection may go on believing that the guest is still there. */
const GRACE_MS = 30 * 60_000;

/** Whether a guest's things may be on the screen: not in a vacant room, nor long after check-out without a word. */
export function guestIsHere(room: TabletRoom | null, live: boolean, now: Date): room is TabletRoom {
  if (!room || room.stay_id === '') return false;
  if (live || room.check_out_at === null) return true;
  return now.getTime() < room.check_out_at.getTime() + GRACE_MS;
}

/** The steps of a request as a guest understands them, and how far it has come. */
export const STEPS: readonly TicketStatus[] = ['open', 'accepted', 'in_progress', 'done'];

export function stepsTaken(status: TicketStatus): number {
  return STEPS.indexOf(status) + 1;
}

/** Done requests leave the home page after this time. */
const DONE_STAYS_MS = 60 * 60_000;

export function requestsToShow<T extends { status: TicketStatus; updated_at: Date }>(
  tickets: readonly T[],
  now: Date,
): T[] {
  return tickets.filter(
    ({ status, updated_at }) =>
      status !== 'cancelled' && (status !== 'done' || now.getTime() - updated_at.getTime() < DONE_STAYS_MS),
  );
}

/** "k7qm2xpd" as it is typed becomes "K7QM-2XPD". */
export function pairingCode(typed: string): string {
  const letters = latin(typed)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}
