// Shifts as the page shows them: which belong to a day, where they lie on its hours, and what somebody is still good for. Pure.
import { instantOf } from '../../data/day';
import type { Shift, Task, Worklist } from '../../data/contracts';
import { dayIn } from '../../i18n/time';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Shown of every day, whoever works then. */
const FIRST_HOUR = 6;
const LAST_HOUR = 22;

export interface Hours {
  readonly from: Date;
  readonly until: Date;
}

/** When somebody is or was here: as planned, and once it is over, as it was. */
export function spanOf({ status, starts_at, ends_at, started_at, ended_at }: Shift): Hours {
  const over = status === 'ended';
  return { from: (over && started_at) || starts_at, until: (over && ended_at) || ends_at };
}

/**
 * Shifts that begin on this day, and those that go on into it from the day before; the earliest first. What was taken off
 * the plan is none.
 */
export function shiftsOf(day: string, shifts: readonly Shift[], zone: string): readonly Shift[] {
  const midnight = instantOf(day, '00:00', zone);
  const touches = (shift: Shift) => {
    const { from, until } = spanOf(shift);
    return dayIn(zone, from) === day || (from < midnight && until > midnight);
  };
  return shifts
    .filter((shift) => (shift.status !== 'ended' || shift.started_at !== null) && touches(shift))
    .sort(
      (one, other) =>
        one.starts_at.getTime() - other.starts_at.getTime() || one.staff_id.localeCompare(other.staff_id),
    );
}

/** Whole hours that hold the day's shifts, from its morning to its evening at least. */
export function hoursOf(day: string, shifts: readonly Shift[], zone: string): Hours {
  const midnight = instantOf(day, '00:00', zone).getTime();
  const spans = shifts.map(spanOf);
  const begins = Math.min(midnight + FIRST_HOUR * HOUR_MS, ...spans.map(({ from }) => from.getTime()));
  const ends = Math.max(midnight + LAST_HOUR * HOUR_MS, ...spans.map(({ until }) => until.getTime()));
  const from = midnight + Math.floor((Math.max(begins, midnight) - midnight) / HOUR_MS) * HOUR_MS;
  return { from: new Date(from), until: new Date(from + Math.ceil((ends - from) / HOUR_MS) * HOUR_MS) };
}

/** Where an instant lies between the first and the last hour, as a share of one. */
export function shareOf({ from, until }: Hours, at: Date): number {
  const share = (at.getTime() - from.getTime()) / (until.getTime() - from.getTime());
  return Math.min(1, Math.max(0, share));
}

/** Every so many hours, so that there are few enough to read. */
export function ticksOf({ from, until }: Hours, most: number): readonly Date[] {
  const hours = (until.getTime() - from.getTime()) / HOUR_MS;
  const step = Math.ceil(hours / most);
  return Array.from(
    { length: Math.floor(hours / step) },
    (_, place) => new Date(from.getTime() + place * step * HOUR_MS),
  );
}

export interface Load {
  readonly tasks: number;
  readonly minutes: number;
  readonly done: number;
}

/** What somebody has in hand, and what they have done on this business date. */
export function loadOf(staffId: string, worklist: Worklist | undefined, tasks: readonly Task[]): Load {
  const inHand = worklist?.tasks ?? [];
  return {
    tasks: inHand.length,
    minutes: inHand.reduce((sum, { minutes }) => sum + minutes, 0),
    done: tasks.filter(({ status, finished_by }) => status === 'completed' && finished_by === staffId).length,
  };
}

/** Whoever is planned and not here, though the time has come. */
export const isAwaited = ({ status, starts_at, ends_at }: Shift, at: Date) =>
  status === 'planned' && starts_at <= at && at < ends_at;

/** When a shift ends whose end is not after its beginning: on the next day. */
export function endOf(begins: Date, ends: Date): Date {
  return ends > begins ? ends : new Date(ends.getTime() + 24 * HOUR_MS);
}

/** Half hours of a clock: `00:00`, `00:30` … */
export const HALF_HOURS: readonly string[] = Array.from({ length: 48 }, (_, place) =>
  [Math.floor(place / 2), (place % 2) * 30].map((part) => String(part).padStart(2, '0')).join(':'),
);
