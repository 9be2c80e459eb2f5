// Times as people at the desk say them: clock times in the property's zone, distances when they are near.
// Pure: the instant that counts as now is always passed in.
import { longDayWords, shortDayWords } from './days';
import { inDigits } from './digits';
import { wallIn } from './formats';
import { languageOf } from './languages';

const MINUTE = 60_000;
const NEAR_MINUTES = 12 * 60;

export interface Manner {
  /** The full tag of a language of ours. */
  intl: string;
  /** IANA zone of the property. */
  zone: string;
}

/** A distance in minutes, ready for a message: which message, and its arguments. */
export interface Distance {
  key: 'time.now' | 'time.moment' | 'time.minutes' | 'time.hours' | 'time.hours_minutes' | 'time.days';
  values: { days: number; hours: number; minutes: number };
}

export interface ExpectedWords {
  clock: string;
  /** Minutes while it is close, full hours beyond; null when it is too far away to count. */
  away: Distance | null;
  late: boolean;
}

/** "13:25", in the digits of the language. */
export function clockTime(at: Date, { intl, zone }: Manner): string {
  const { hour, minute } = wallIn(zone, at);
  return inDigits(`${hour}:${minute}`, languageOf(intl));
}

/** "Saturday 21 November", in the calendar the language uses. */
export function longDay(at: Date, { intl, zone }: Manner): string {
  return longDayWords(dayIn(zone, at), intl);
}

/** "Sat 21 Nov". */
export function shortDay(at: Date, { intl, zone }: Manner): string {
  return shortDayWords(dayIn(zone, at), intl);
}

export function dayAndTime(at: Date, manner: Manner): string {
  return `${shortDay(at, manner)} ${clockTime(at, manner)}`;
}

/** The calendar day of `at` in the zone, comparable as text: `YYYY-MM-DD`. */
export function dayIn(zone: string, at: Date): string {
  return wallIn(zone, at).day;
}

/** "14:00" today, "Sat 21 Nov 14:00" on any other day. */
export function timeOrDay(at: Date, now: Date, manner: Manner): string {
  return dayIn(manner.zone, at) === dayIn(manner.zone, now) ? clockTime(at, manner) : dayAndTime(at, manner);
}

export function hourIn(zone: string, at: Date): number {
  return Number(wallIn(zone, at).hour);
}

/** The size of a span, in the two largest units worth saying; its sign is the caller's to tell. */
export function distance(milliseconds: number): Distance {
  const total = Math.floor(Math.abs(milliseconds) / MINUTE);
  const values = {
    days: Math.floor(total / 1440),
    hours: Math.floor(total / 60),
    minutes: total % 60,
  };
  if (total < 1) return { key: 'time.moment', values };
  if (total < 60) return { key: 'time.minutes', values };
  if (values.days >= 2) return { key: 'time.days', values };
  if (values.minutes === 0 || values.hours >= 10) return { key: 'time.hours', values };
  return { key: 'time.hours_minutes', values };
}

/** One unit only, for places with little room: minutes up to a hundred, full hours beyond. */
function shortDistance(milliseconds: number): Distance {
  const exact = distance(milliseconds);
  const total = exact.values.hours * 60 + exact.values.minutes;
  if (total < 1) return { ...exact, key: 'time.now' };
  if (total >= 60 && total < 100) return { key: 'time.minutes', values: { ...exact.values, minutes: total } };
  return total >= 100 ? { ...exact, key: 'time.hours' } : exact;
}

/** "14:00 · 35 min" of an arrival or a departure, in its parts; late when the expected time has passed. */
export function expectedWords(expectedAt: Date, now: Date, manner: Manner): ExpectedWords {
  const ahead = expectedAt.getTime() - now.getTime();
  const near = Math.abs(ahead) < NEAR_MINUTES * MINUTE;
  const aMinutePast = ahead <= -MINUTE;
  return {
    clock: timeOrDay(expectedAt, now, manner),
    away: near ? shortDistance(ahead) : null,
    late: aMinutePast,
  };
}
