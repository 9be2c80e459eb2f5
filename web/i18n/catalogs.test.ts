import { readdirSync, readFileSync } from 'node:fs';
import compile from 'icu-minify/compile';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './languages';

type Catalog = Record<string, string>;

const web = new URL('../', import.meta.url).pathname;
// Read as text: imported, they would come compiled.
const read = (area: string, code: string) =>
  JSON.parse(readFileSync(`${web}i18n/${area}/${code}.json`, 'utf8')) as Catalog;

/** The numbers by which icu-minify marks what takes a number: plural, ordinal, number. */
const TAKES_NUMBER = [2, 3, 4];

/** Each argument of a message with what it takes: `count: number`. */
function argumentsOf(message: string): string[] {
  const walk = (parts: unknown): string[] => {
    if (!Array.isArray(parts)) return [];
    return parts.filter(Array.isArray).flatMap(([name, kind, options]) => {
      const inside = typeof options === 'object' ? Object.values(options as object).flatMap(walk) : [];
      return [`${String(name)}: ${TAKES_NUMBER.includes(kind as number) ? 'number' : 'text'}`, ...inside];
    });
  };
  return [...new Set(walk(compile(message)))].sort();
}

const areas = readdirSync(`${web}i18n`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const areaOf = new Map(areas.flatMap((area) => Object.keys(read(area, 'en')).map((key) => [key, area])));

/** What the other languages share with English: symbols, and names that are nobody's to translate. */
const NOT_WORDS = /^(?:[^a-z]|PMS|PDF|PIN|VIP|URL|MB|°C|\{[^}]*\})*$/i;

describe.each(areas)('the words of %s', (area) => {
  const english = read(area, 'en');

  it('are in the list of areas', () => {
    expect(readFileSync(`${web}i18n/areas.ts`, 'utf8')).toContain(`import('./${area}/en.json')`);
  });

  it.each(LANGUAGES.map(({ code }) => code))('are all there in %s, and no other', (code) => {
    expect(Object.keys(read(area, code))).toEqual(Object.keys(english));
  });

  it.each(LANGUAGES.map(({ code }) => code))('take in %s the arguments that the screens give', (code) => {
    for (const [key, message] of Object.entries(read(area, code))) {
      expect(argumentsOf(message), key).toEqual(argumentsOf(english[key] ?? ''));
    }
  });

  it.each(LANGUAGES.map(({ code }) => code))('say something in %s each', (code) => {
    const empty = Object.entries(read(area, code)).filter(([, message]) => message.trim() === '');
    expect(empty).toEqual([]);
  });

  it.each(LANGUAGES.map(({ code }) => code).filter((code) => code !== 'en'))(
    'are not English in %s',
    (code) => {
      const left = Object.entries(read(area, code)).filter(
        ([key, message]) => message === english[key] && !NOT_WORDS.test(message),
      );
      expect(left).toEqual([]);
    },
  );

  it('format no dates: days are said by time.ts, whose calendars every browser knows', () => {
    const dated = Object.entries(english).filter(([, message]) => /, *(date|time)\b/.test(message));
    expect(dated).toEqual([]);
  });
});

it('every message has one area', () => {
  const keys = areas.flatMap((area) => Object.keys(read(area, 'en')));
  expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
});

describe('every refusal of the server', () => {
  const codes = readFileSync(`${web}../docs/contracts/refusals.md`, 'utf8').matchAll(
    /`MELMASTOON\.([A-Z_.]+)`/g,
  );
  const keys = [...codes].map(([, code]) => `errors.${code?.toLowerCase()}`);
  const words = Object.keys(read('errors', 'en'));

  it('has its words', () => {
    expect(keys.filter((key) => !words.includes(key))).toEqual([]);
  });

  it('and no words are left of what it no longer says', () => {
    expect(words.filter((key) => !keys.includes(key.replace(/\.known$/, '')))).toEqual([]);
  });
});

interface Source {
  path: string;
  /** Keys written out, and the keys that a template can become. */
  said: readonly RegExp[];
  /** Those among them that are said for certain: within `t(…)`. */
  asked: readonly RegExp[];
  brings: readonly string[];
}

const pattern = (template: string) =>
  new RegExp(
    `^${template
      .split(/\$\{[^}]*\}/)
      .map((fixed) => fixed.replace(/[.*+?^$()[\]\\|{}]/g, '\\$&'))
      .join('[\\w.-]+')}$`,
  );

function sourceAt(path: string): Source {
  const text = readFileSync(web + path, 'utf8');
  const found = (expression: RegExp) => [...text.matchAll(expression)].map(([, key]) => pattern(key ?? ''));
  return {
    path,
    said: [
      ...found(/['"]([a-z][\w-]*(?:\.[\w-]+)+)['"]/g),
      ...found(/`([a-z][\w-]*\.(?:[\w.-]|\$\{[^}]*\})+)`/g),
      ...found(/\bt\(\s*`([^`]+)`/g),
    ],
    asked: [...found(/\bt\(\s*'([^']+)'/g), ...found(/\bt\(\s*`([^`]+)`/g)],
    brings: [...text.matchAll(/\b(?:bring|speak)\(([^;]*)\)/g)].flatMap(([, given]) =>
      [...(given ?? '').matchAll(/'(\w+)'/g)].map(([, area]) => area as string),
    ),
  };
}

const sources = ['board', 'tablet', 'design', 'data', 'i18n']
  .flatMap((folder) =>
    readdirSync(web + folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  .filter((path) => /\.(svelte|ts)$/.test(path) && !/\.test\.ts$/.test(path))
  .map(sourceAt);

describe('the keys in the sources', () => {
  const keys = [...areaOf.keys()];

  it('are in the catalogs', () => {
    const unknown = sources.flatMap(({ path, asked }) =>
      asked.filter((wanted) => !keys.some((key) => wanted.test(key))).map((wanted) => `${path}: ${wanted}`),
    );
    expect(unknown).toEqual([]);
  });

  it('use all that the catalogs have', () => {
    const said = sources.flatMap((source) => source.said);
    const unused = keys.filter((key) => areaOf.get(key) !== 'errors' && !said.some((one) => one.test(key)));
    expect(unused).toEqual([]);
  });

  it('are of areas that are there when they are said', () => {
    // A page of the board has the area of its name; whatever else a folder says, it brings itself.
    const startsWith: Record<string, string[]> = {
      board: ['common', 'board', 'errors'],
      tablet: ['common', 'tablet', 'errors'],
      design: ['common'],
    };
    const missing = sources.flatMap(({ path, asked }) => {
      const [app = '', page = ''] = path.split('/');
      const folder = path.slice(0, path.lastIndexOf('/'));
      const brought = sources
        .filter((other) => other.path.startsWith(folder))
        .flatMap(({ brings }) => brings);
      const there = new Set([...(startsWith[app] ?? areas), page, ...brought]);
      return asked
        .filter((wanted) => {
          const fitting = keys.filter((key) => wanted.test(key));
          return fitting.length > 0 && !fitting.some((key) => there.has(areaOf.get(key) ?? ''));
        })
        .map((wanted) => `${path}: ${wanted}`);
    });
    expect(missing).toEqual([]);
  });
});
