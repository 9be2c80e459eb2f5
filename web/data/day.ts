// The hotel's day: it begins at the audit hour by the hotel's clock, and until then it is still yesterday's. Pure.
import {
  fromDate,
  parseDate,
  parseTime,
  Time,
  toCalendarDate,
  toCalendarDateTime,
  toZoned,
} from '@internationalized/date';
import type { Settings } from './contracts';

export type Clockwork = Pick<Settings, 'zone' | 'audit_hour'>;

/** The business date at this moment, as `YYYY-MM-DD`. */
export function businessDate({ zone, audit_hour }: Clockwork, at: Date): string {
  const local = toCalendarDateTime(fromDate(at, zone));
  return toCalendarDate(local.subtract({ hours: audit_hour })).toString();
}

export function startOf(day: string, { zone, audit_hour }: Clockwork): Date {
  return toZoned(toCalendarDateTime(parseDate(day), new Time(audit_hour)), zone).toDate();
}

/** The instant at which the clocks of the zone show this on that day: `2026-11-25`, `08:30`. */
export function instantOf(day: string, time: string, zone: string): Date {
  return toZoned(toCalendarDateTime(parseDate(day), parseTime(time)), zone).toDate();
}

/** The business date so many days before (or, below zero, after) another. */
export function daysBefore(day: string, days: number): string {
  return parseDate(day).subtract({ days }).toString();
}
