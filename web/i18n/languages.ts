// The languages the screens speak. To add one: an entry here, its calendar, and a catalog in every area beside this file.
import { DARI, ENGLISH, IRANIAN, PASHTO, TAJIK, type Calendar } from './calendars';

export interface Language {
  /** As in documents and catalogs: `fa-AF`. */
  code: string;
  /** Its own name for itself. */
  name: string;
  dir: 'ltr' | 'rtl';
  /** Its full tag, calendar included. Never for `Intl`, which may not know it: see `numbers`. */
  intl: string;
  /** What `Intl` is asked for digits and separators: a tag that every Chromium knows. */
  numbers: string;
  /** Whose plurals it shares, likewise. */
  plurals: string;
  digits: 'latin' | 'persian';
  calendar: Calendar;
}

export const LANGUAGES: readonly Language[] = [
  {
    code: 'en',
    name: 'English',
    dir: 'ltr',
    intl: 'en-GB',
    numbers: 'en-GB',
    plurals: 'en',
    digits: 'latin',
    calendar: ENGLISH,
  },
  {
    code: 'fa',
    name: 'فارسی',
    dir: 'rtl',
    intl: 'fa-IR-u-ca-persian',
    numbers: 'fa-IR',
    plurals: 'fa',
    digits: 'persian',
    calendar: IRANIAN,
  },
  {
    code: 'fa-AF',
    name: 'دری',
    dir: 'rtl',
    intl: 'fa-AF-u-ca-persian',
    numbers: 'fa-AF',
    plurals: 'fa',
    digits: 'persian',
    calendar: DARI,
  },
  {
    // Chromium's ICU has neither Pashto nor Tajik, and answers in the browser's own language without saying so.
    code: 'ps',
    name: 'پښتو',
    dir: 'rtl',
    intl: 'ps-AF-u-ca-persian',
    numbers: 'fa-AF',
    plurals: 'en',
    digits: 'persian',
    calendar: PASHTO,
  },
  {
    code: 'tg',
    name: 'Тоҷикӣ',
    dir: 'ltr',
    intl: 'tg-TJ',
    numbers: 'ru',
    plurals: 'en',
    digits: 'latin',
    calendar: TAJIK,
  },
];

export const DEFAULT_LANGUAGE = LANGUAGES[0] as Language;

/** The language for the first of `codes` that the screens speak, by exact code and then by its first part. */
export function chooseLanguage(...codes: (string | null | undefined)[]): Language {
  const spoken = (code: string) =>
    LANGUAGES.find((language) => language.code === code) ??
    LANGUAGES.find((language) => language.code.split('-')[0] === code.split('-')[0]);
  for (const code of codes) {
    const found = code ? spoken(code) : undefined;
    if (found) return found;
  }
  return DEFAULT_LANGUAGE;
}

/** The language whose full tag is `intl`. */
export function languageOf(intl: string): Language {
  return LANGUAGES.find((language) => language.intl === intl) ?? DEFAULT_LANGUAGE;
}
