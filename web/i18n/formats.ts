// `Intl`'s formatters, made once each: making one costs far more than using it, and a page needs few.
import type { Language } from './languages';

function kept<Args extends unknown[], Made>(make: (...args: Args) => Made): (...args: Args) => Made {
  const made = new Map<string, Made>();
  return (...args) => {
    const key = JSON.stringify(args);
    const found = made.get(key) ?? make(...args);
    made.set(key, found);
    return found;
  };
}

const numbers = kept(
  (tag: string, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options),
);
const plurals = kept((tag: string, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(tag, options));
const languages = kept((tag: string) => new Intl.DisplayNames(tag, { type: 'language', fallback: 'none' }));
const walls = kept(
  (zone: string) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }),
);

const jalaliDates = kept(
  () =>
    new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    }),
);

export function numberFormat(language: Language, options?: Intl.NumberFormatOptions): Intl.NumberFormat {
  return numbers(language.numbers, options);
}

export function pluralRules(language: Language, options?: Intl.PluralRulesOptions): Intl.PluralRules {
  return plurals(language.plurals, options);
}

/** What a language is called there; undefined where nobody knows it. Where Chromium has no words, those of the same letters. */
export function languageWords(page: Language, code: string): string | undefined {
  try {
    return languages(page.numbers).of(code);
  } catch {
    return undefined;
  }
}

export interface Wall {
  /** `YYYY-MM-DD`, always Gregorian. */
  day: string;
  /** `00` to `23`. */
  hour: string;
  minute: string;
}

/** What calendar and clock on a wall in `zone` show at this instant. */
export function wallIn(zone: string, at: Date): Wall {
  const part = Object.fromEntries(
    walls(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', string>;
  return { day: `${part.year}-${part.month}-${part.day}`, hour: part.hour, minute: part.minute };
}

/** What a Jalali calendar calls the day `YYYY-MM-DD`. */
export function jalali(day: string): { year: number; month: number; day: number } {
  const parts = jalaliDates().formatToParts(new Date(`${day}T00:00Z`));
  const part = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}
