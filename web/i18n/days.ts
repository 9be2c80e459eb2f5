// Days of the calendar, without an hour or a zone: `YYYY-MM-DD` in, words in the calendar of the language out.
import type { Calendar } from './calendars';
import { inDigits } from './digits';
import { jalali } from './formats';
import { languageOf, type Language } from './languages';

const DAYS_OF_WEEK = 7;

export interface WeekdayName {
  name: string;
  narrow: string;
}

interface DateParts {
  year: number;
  /** From 1. */
  month: number;
  day: number;
}

function dateIn({ kind }: Calendar, day: string): DateParts {
  if (kind === 'persian') return jalali(day);
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return { year, month, day: date };
}

/** As `Date` counts: 0 is Sunday. */
const weekdayOf = (day: string) => new Date(`${day}T00:00Z`).getUTCDay();

export const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

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

/** How many days `day` lies after the start of its week. */
export function placeInWeek(day: string, intl: string): number {
  return (weekdayOf(day) - languageOf(intl).calendar.weekStart + DAYS_OF_WEEK) % DAYS_OF_WEEK;
}
