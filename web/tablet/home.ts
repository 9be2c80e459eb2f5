// What the home page should say at this hour and in this state. Pure.
import type {
  Tablet as TabletRoom,
  TabletTask,
  TabletTicket,
  TicketKind,
  TicketStatus,
} from '../data/contracts';
import { isProvisional } from '../data/commands';
import { latin } from '../i18n/digits';
import { wallIn } from '../i18n/formats';
import type { MessageKey } from '../i18n/areas';
import { dayIn } from '../i18n/time';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export type Greeting = 'greeting.morning' | 'greeting.afternoon' | 'greeting.evening';

export function greetingAt(hour: number): Greeting {
  if (hour >= 4 && hour < 12) return 'greeting.morning';
  if (hour >= 12 && hour < 18) return 'greeting.afternoon';
  return 'greeting.evening';
}

/** How long a tablet that lost its connection may go on believing that the guest is still there. */
const GRACE_MS = 30 * MINUTE;

/** Whether a guest's things may be on the screen: not in a vacant room, nor long after check-out without a word. */
export function guestIsHere(room: TabletRoom | null, live: boolean, now: Date): room is TabletRoom {
  if (!room || room.stay_id === '') return false;
  if (live || room.check_out_at === null) return true;
  return now.getTime() < room.check_out_at.getTime() + GRACE_MS;
}

/** How many nights of the stay are still to come; null when its last day is over. */
export function nightsLeft(checkOut: Date, now: Date, zone: string): number | null {
  const nights = (Date.parse(dayIn(zone, checkOut)) - Date.parse(dayIn(zone, now))) / DAY;
  return nights < 0 ? null : nights;
}

/** What a guest chooses by name instead of by degrees. */
export const PRESETS = { cool: 20, comfortable: 22, warm: 24 } as const;
export type Preset = keyof typeof PRESETS;
const PRESET_ORDER: readonly Preset[] = ['cool', 'comfortable', 'warm'];

/** Those that the hotel allows. */
export function presetsWithin(lowest: number, highest: number): readonly Preset[] {
  return PRESET_ORDER.filter((preset) => PRESETS[preset] >= lowest && PRESETS[preset] <= highest);
}

/** What the house has written, in the first of these languages that it has, or else in English. */
export function said(words: Readonly<Record<string, string>>, ...codes: (string | null)[]): string | null {
  const code = [...codes, 'en'].find((each) => each !== null && words[each]);
  return (code && words[code]) || null;
}

/** Something a guest asked for, or that is done for them, and how far it has come. */
export interface Followed {
  id: string;
  of: 'ticket' | 'clean';
  kind: TicketKind;
  status: string;
  /** In the guest's own words. */
  text: string;
  /** When it is wanted, where that was said. */
  at: Date | null;
  /** Its steps as a guest understands them, and how many are taken: none before the house has it. */
  steps: readonly MessageKey[];
  taken: number;
  mayBeTakenBack: boolean;
}

const TICKET_STEPS: readonly TicketStatus[] = ['open', 'accepted', 'in_progress', 'done'];
const CLEAN_STEPS = ['clean.pending', 'clean.assigned', 'clean.in_progress', 'step.done'] as const;
/** What a guest may still take back: nobody is on the way. */
const NOT_BEGUN: readonly TicketStatus[] = ['open', 'accepted'];

function ofTicket({ ticket_id, kind, status, text }: TabletTicket): Followed {
  const sent = !isProvisional(ticket_id);
  return {
    id: ticket_id,
    of: 'ticket',
    kind,
    status,
    text,
    at: null,
    steps: TICKET_STEPS.map(
      (step) => `step.${step as 'open' | 'accepted' | 'in_progress' | 'done'}` as const,
    ),
    taken: sent ? TICKET_STEPS.indexOf(status) + 1 : 0,
    mayBeTakenBack: sent && NOT_BEGUN.includes(status),
  };
}

function ofTask({ task_id, status, scheduled_for }: TabletTask): Followed {
  const begun = status === 'in_progress' || status === 'paused';
  const taken = begun ? 3 : status === 'assigned' ? 2 : 1;
  return {
    id: task_id,
    of: 'clean',
    kind: 'cleaning',
    status,
    text: '',
    at: scheduled_for,
    steps: CLEAN_STEPS,
    taken: isProvisional(task_id) ? 0 : taken,
    mayBeTakenBack: false,
  };
}

/** Done requests leave the screen after this time. */
const DONE_STAYS_MS = 60 * MINUTE;

/** What is still to come, newest first, and then what was done within the hour. */
export function followed(
  { tickets, tasks }: Pick<TabletRoom, 'tickets' | 'tasks'>,
  now: Date,
): readonly Followed[] {
  const open = tickets.filter(
    ({ status, kind }) =>
      status !== 'done' &&
      status !== 'cancelled' &&
      // A cleaning that was asked for by a request is followed as the work that came of it.
      (kind !== 'cleaning' || tasks.length === 0),
  );
  const done = tickets.filter(
    ({ status, updated_at }) => status === 'done' && now.getTime() - updated_at.getTime() < DONE_STAYS_MS,
  );
  return [...open.map(ofTicket), ...tasks.map(ofTask), ...done.map(ofTicket)];
}

/** Between these hours somebody comes to clean. */
const CLEANED = { from: 8, until: 18 };
const SOONEST_MS = 30 * MINUTE;
/** Zones are offset by quarters of an hour. */
const QUARTER = 15 * MINUTE;
/** A room that is left within the hour is not cleaned for its guest any more. */
const BEFORE_LEAVING_MS = 60 * MINUTE;

export interface CleanTime {
  at: Date;
  /** `YYYY-MM-DD` in the hotel's zone. */
  day: string;
}

/** The full hours of today and tomorrow at which a guest may have the room cleaned. */
export function cleanTimes(now: Date, zone: string, checkOut: Date | null): readonly CleanTime[] {
  const first = Math.ceil((now.getTime() + SOONEST_MS) / QUARTER) * QUARTER;
  const last = Math.min(now.getTime() + 2 * DAY, (checkOut?.getTime() ?? Infinity) - BEFORE_LEAVING_MS);
  const days = [dayIn(zone, now), dayIn(zone, new Date(now.getTime() + DAY))];
  const times: CleanTime[] = [];
  for (let at = first; at <= last; at += QUARTER) {
    const { day, hour, minute } = wallIn(zone, new Date(at));
    const wanted = minute === '00' && Number(hour) >= CLEANED.from && Number(hour) <= CLEANED.until;
    if (wanted && days.includes(day)) times.push({ at: new Date(at), day });
  }
  return times;
}

/** "k7qm2xpd" as it is typed becomes "K7QM-2XPD". */
export function pairingCode(typed: string): string {
  const letters = latin(typed)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}
