// Days of the calendar, without an hour or a zone: `YYYY-MM-DD` in, words and grids in the calendar of the language out.
import {
  CalendarDate,
  GregorianCalendar,
  parseDate,
  PersianCalendar,
  toCalendar,
  type DateDuration,
} from '@internationalized/date';
import type { Calendar } from './calendars';
import { inDigits } from './digits';
import { languageOf, type Language } from './languages';

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

export interface WeekdayName {
  name: string;
  narrow: string;
}

const dateIn = ({ kind }: Calendar, day: string) => toCalendar(parseDate(day), KINDS[kind]);
const written = (date: CalendarDate) => toCalendar(date, KINDS.gregorian).toString();
/** As `Date` counts: 0 is Sunday. */
const weekdayOf = (day: string) => new Date(`${day}T00:00Z`).getUTCDay();
const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function dayOfMonth(day: string, language: Language, months: readonly string[]): string {
  const date = dateIn(language.calendar, day);
  return language.calendar.dayOfMonth(inDigits(String(date.day), language), months[date.month - 1] ?? '');
}

/** "Friday 20 November". */
export function longDayWords(day: string, intl: string): string {
  const language = languageOf(intl);
  const { months, weekdays, withWeekday } = language.calendar;
  return withWeekday(weekdays[weekdayOf(day)] ?? '', dayOfMonth(day, language, months));
}

/** "Fri 20 Nov". */
export function shortDayWords(day: string, intl: string): string {
  const language = languageOf(intl);
  const { shortMonths, shortWeekdays, withWeekday } = language.calendar;
  return withWeekday(shortWeekdays[weekdayOf(day)] ?? '', dayOfMonth(day, language, shortMonths));
}

/** "20 November 2026", for what may lie years back. */
export function dateWords(day: string, intl: string): string {
  const language = languageOf(intl);
  const year = inDigits(String(dateIn(language.calendar, day).year), language);
  return language.calendar.withYear(dayOfMonth(day, language, language.calendar.months), year);
}

export function monthNames(intl: string): readonly string[] {
  return languageOf(intl).calendar.months.map(capitalized);
}

/** The seven days from the one that starts the week. */
export function weekdayNames(intl: string): readonly WeekdayName[] {
  const { weekStart, weekdays, narrowWeekdays } = languageOf(intl).calendar;
  return weekdays.map((_, place) => {
    const at = (weekStart + place) % DAYS_OF_WEEK;
    return { name: capitalized(weekdays[at] ?? ''), narrow: narrowWeekdays[at] ?? '' };
  });
}

/** `day` moved in the calendar of the language: a month later is the same day of its next month, where that has one. */
export function moved(day: string, by: DateDuration, intl: string): string {
  return written(dateIn(languageOf(intl).calendar, day).add(by));
}

/** How many days `day` lies after the start of its week. */
export function placeInWeek(day: string, intl: string): number {
  return (weekdayOf(day) - languageOf(intl).calendar.weekStart + DAYS_OF_WEEK) % DAYS_OF_WEEK;
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
