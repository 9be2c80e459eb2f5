// The words of a page in the language of the person who looks at it: `t('cleaning.dirty')`.
// A component that calls `t` is redrawn when the language changes.
import format, { type CompiledMessage, type FormatValues } from 'icu-minify/format';
import { DEFAULT_LANGUAGE, type Language } from './languages';

export type MessageKey = keyof typeof import('./en.json');
type Catalog = Record<string, CompiledMessage>;

const catalogs = import.meta.glob<Catalog>('./*.json', { import: 'default' });

let language = $state.raw<Language>(DEFAULT_LANGUAGE);
let messages = $state.raw<Catalog>({});

/** Making one of `Intl`'s formatters costs far more than using it, and a page needs few. */
function kept<Args extends unknown[], Made>(make: (...args: Args) => Made): (...args: Args) => Made {
  const made = new Map<string, Made>();
  return (...args) => {
    const key = JSON.stringify(args);
    const found = made.get(key) ?? make(...args);
    made.set(key, found);
    return found;
  };
}

const formatters = {
  getDateTimeFormat: kept(
    (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args),
  ),
  getNumberFormat: kept(
    (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
  ),
  getPluralRules: kept(
    (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
  ),
};

/** Loads the catalog of `next` and turns the page to it, direction included. */
export async function speak(next: Language): Promise<void> {
  const load = catalogs[`./${next.code}.json`];
  if (!load) throw new Error(`no catalog for ${next.code}`);
  messages = await load();
  language = next;
  document.documentElement.lang = next.code;
  document.documentElement.dir = next.dir;
}

export function currentLanguage(): Language {
  return language;
}

/** The message of `key`, its ICU arguments filled in. A key the catalog lacks shows itself. */
export function t(key: MessageKey, values?: FormatValues): string {
  const message = messages[key];
  if (message === undefined) return key;
  return String(format(message, language.intl, values, { formatters }));
}

/** Text whose direction is its own, such as a name, ready to stand inside a message. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** The message of a key that comes from outside, where the catalog has it without arguments. */
export function messageOf(key: string | undefined): string | undefined {
  const message = key ? messages[key] : undefined;
  return typeof message === 'string' ? message : undefined;
}
