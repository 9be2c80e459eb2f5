// The languages the screens speak. To add one: a line here and a catalog beside this file.

export interface Language {
  /** As in documents and catalogs: `fa-AF`. */
  code: string;
  /** Its own name for itself. */
  name: string;
  dir: 'ltr' | 'rtl';
  /** What `Intl` is asked for: calendar and digits included. */
  intl: string;
}

export const LANGUAGES: readonly Language[] = [
  { code: 'en', name: 'English', dir: 'ltr', intl: 'en-GB' },
  { code: 'fa-AF', name: 'دری', dir: 'rtl', intl: 'fa-AF-u-ca-persian' },
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
