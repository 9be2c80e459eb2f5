// The words of a page in the language of the person who looks at it: `t('cleaning.dirty')`.
// A component that calls `t` is redrawn when the language changes, or when an area of words has come.
import format, { type CompiledMessage, type FormatValues } from 'icu-minify/format';
import type { Area, MessageKey } from './areas';
import { numberFormat, pluralRules } from './formats';
import { DEFAULT_LANGUAGE, type Language } from './languages';

export type { Area, MessageKey } from './areas';
type Catalog = Record<string, CompiledMessage>;

const catalogs = import.meta.glob<Catalog>('./*/*.json', { import: 'default' });

/** The areas a page has asked for; replaced, never changed. */
let areas: ReadonlySet<Area> = new Set<Area>(['common']);
/** What was asked for last: a slower catalog of an earlier wish must not win. */
let asked = DEFAULT_LANGUAGE;
let language = $state.raw<Language>(DEFAULT_LANGUAGE);
let messages = $state.raw<Catalog>({});

// Dates are never formatted inside a message: see time.ts.
const formatters = {
  getDateTimeFormat: () => {
    throw new Error('a message formats no dates');
  },
  getNumberFormat: (_tag: unknown, options?: Intl.NumberFormatOptions) => numberFormat(language, options),
  getPluralRules: (_tag: unknown, options?: Intl.PluralRulesOptions) => pluralRules(language, options),
};

async function load({ code }: Language, wanted: Iterable<Area>): Promise<Catalog> {
  const parts = [...wanted].map((area) => {
    const part = catalogs[`./${area}/${code}.json`];
    if (!part) throw new Error(`no words of ${area} in ${code}`);
    return part();
  });
  return Object.assign({}, ...(await Promise.all(parts))) as Catalog;
}

/** Turns the page to `next`, direction included, in the areas it has asked for and in `more`. */
export async function speak(next: Language, ...more: Area[]): Promise<void> {
  asked = next;
  const wanted = new Set([...areas, ...more]);
  const catalog = await load(next, wanted);
  if (asked !== next) return;
  // An area that came meanwhile came in the language before.
  if ([...areas].some((area) => !wanted.has(area))) return speak(next, ...more);
  areas = wanted;
  messages = catalog;
  language = next;
  document.documentElement.lang = next.code;
  document.documentElement.dir = next.dir;
}

/** Loads the words of `more` in the language of the page, now and whenever that changes. To be awaited before they are shown. */
export async function bring(...more: Area[]): Promise<void> {
  const missing = more.filter((area) => !areas.has(area));
  if (missing.length === 0) return;
  const spoken = language;
  const catalog = await load(spoken, missing);
  if (spoken !== language) return bring(...more);
  areas = new Set([...areas, ...missing]);
  messages = { ...messages, ...catalog };
}

export function currentLanguage(): Language {
  return language;
}

/** The message of `key`, its ICU arguments filled in. A key the catalogs lack shows itself. */
export function t(key: MessageKey, values?: FormatValues): string {
  const message = messages[key];
  if (message === undefined) return key;
  return String(format(message, language.code, values, { formatters }));
}

// Not as characters: in a source they would turn the source around.
const FIRST_STRONG_ISOLATE = String.fromCodePoint(0x2068);
const POP_ISOLATE = String.fromCodePoint(0x2069);

/** Text whose direction is its own, such as a name, ready to stand inside a message. */
export function isolated(text: string): string {
  return FIRST_STRONG_ISOLATE + text + POP_ISOLATE;
}

/** The message of a key that comes from outside, where the catalogs have it and `values` has all its arguments. */
export function messageOf(key: string | undefined, values: FormatValues = {}): string | undefined {
  const message = key ? messages[key] : undefined;
  if (message === undefined) return undefined;
  const named = typeof message === 'string' ? [] : message.filter((part) => Array.isArray(part));
  if (named.some(([name]) => !(name in values))) return undefined;
  return String(format(message, language.code, values, { formatters }));
}
