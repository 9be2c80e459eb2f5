// The month as a page of the calendar, and ways from day to day in it: for whoever chooses one.
import {
  GregorianCalendar,
  parseDate,
  PersianCalendar,
  toCalendar,
  type CalendarDate,
  type DateDuration,
} from '@internationalized/date';
import type { Calendar } from './calendars';
import { capitalized, placeInWeek, weekdayNames, type WeekdayName } from './days';
import { inDigits } from './digits';
import { languageOf } from './languages';

const DAYS_OF_WEEK = 7;
/** As many as any month needs, always: a calendar that changes its height moves what is under the finger. */
const WEEKS_SHOWN = 6;
const KINDS = { gregorian: new GregorianCalendar(), persian: new PersianCalendar() };

export interface DayOfGrid {
  /** `YYYY-MM-DD`. */
  day: string;
  /** Its number in the month, in the digits of the language. */
  number: string;
  inMonth: boolean;
}

export interface MonthGrid {
  /** "November 2026". */
  title: string;
  weekdays: readonly WeekdayName[];
  weeks: readonly (readonly DayOfGrid[])[];
}

const dateIn = ({ kind }: Calendar, day: string) => toCalendar(parseDate(day), KINDS[kind]);
const written = (date: CalendarDate) => toCalendar(date, KINDS.gregorian).toString();

/** `day` moved in the calendar of the language: a month later is the same day of its next month, where that has one. */
export function moved(day: string, by: DateDuration, intl: string): string {
  return written(dateIn(languageOf(intl).calendar, day).add(by));
}

/** The month around `day`, in whole weeks. */
export function monthGrid(day: string, intl: string): MonthGrid {
  const language = languageOf(intl);
  const { calendar } = language;
  const first = dateIn(calendar, day).set({ day: 1 });
  const start = first.subtract({ days: placeInWeek(written(first), intl) });
  const dayAt = (days: number): DayOfGrid => {
    const date = start.add({ days });
    return {
      day: written(date),
      number: inDigits(String(date.day), language),
      inMonth: date.month === first.month,
    };
  };
  return {
    title: `${capitalized(calendar.months[first.month - 1] ?? '')} ${inDigits(String(first.year), language)}`,
    weekdays: weekdayNames(intl),
    weeks: Array.from({ length: WEEKS_SHOWN }, (_, week) =>
      Array.from({ length: DAYS_OF_WEEK }, (_, place) => dayAt(week * DAYS_OF_WEEK + place)),
    ),
  };
}
