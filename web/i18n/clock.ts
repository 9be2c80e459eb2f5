// A time of day as people type it, in any digits, and as it is written back to them.
import { inDigits, latin } from './digits';
import type { Language } from './languages';

/** A time to show how one is written: after noon, so that nobody takes it for one of twelve hours. */
export const EXAMPLE = '14:30';

/** `HH:MM` of "9:30", "0930", "۹٫۳۰" or "9"; null where it is no time. */
export function readTime(typed: string): string | null {
  const [, hours, minutes = '00'] = /^(\d{1,2}?)(?:[:. ]?(\d{2}))?$/.exec(latin(typed).trim()) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, '0')}:${minutes}`;
}

export function writeTime(time: string, language: Language): string {
  return inDigits(time, language);
}
