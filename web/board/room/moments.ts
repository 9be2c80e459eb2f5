// Which moments of a room's past one may ask for. Pure.
import type { Wall } from '../../i18n/formats';

/** A page's clock is some seconds behind, and no two clocks agree: what the server has just written is not to come. */
const FORGIVEN_MS = 60_000;

/** The moment that an address names; null where it names none. */
export function momentIn(address: string | undefined): Date | null {
  const at = new Date(address ?? NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

export function isToCome(at: Date, now: Date): boolean {
  return at.getTime() - now.getTime() > FORGIVEN_MS;
}

/** The same of a day and a time in the fields, by the clock on the hotel's wall. */
export function isAheadOf({ day, hour, minute }: Wall, chosen: { day: string; time: string }): boolean {
  return `${chosen.day} ${chosen.time}` > `${day} ${hour}:${minute}`;
}
