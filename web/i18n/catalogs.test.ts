import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseLanguage, LANGUAGES } from './languages';

type Catalog = Record<string, string>;

const web = new URL('../', import.meta.url).pathname;
// Read as text: imported, they would come compiled.
const read = (area: string, code: string) =>
  JSON.parse(readFileSync(`${web}i18n/${area}/${code}.json`, 'utf8')) as Catalog;
const argumentsOf = (message = '') =>
  [...new Set([...message.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

const areas = readdirSync(`${web}i18n`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(areas)('the words of %s', (area) => {
  const english = read(area, 'en');

  describe.each(LANGUAGES.map(({ code }) => code))('in %s', (code) => {
    const catalog = read(area, code);

    it('are all there, and no other', () => {
      expect(Object.keys(catalog).sort()).toEqual(Object.keys(english).sort());
    });

    it('use the arguments that the screens give', () => {
      for (const key of Object.keys(english)) {
        const given = argumentsOf(english[key]?.replace(/(one|other) \{/g, '$1 '));
        expect(argumentsOf(catalog[key]?.replace(/(one|other) \{/g, '$1 ')), key).toEqual(given);
      }
    });
  });
});

it('every message has one area', () => {
  const keys = areas.flatMap((area) => Object.keys(read(area, 'en')));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

describe('the language of a person', () => {
  it('is the first that the screens speak', () => {
    expect(chooseLanguage(null, 'xx', 'fa-AF', 'en').code).toBe('fa-AF');
  });

  it('may be a neighbour of the one they asked for', () => {
    expect(chooseLanguage('en-US').code).toBe('en');
    expect(chooseLanguage('fa-IR').code).toBe('fa');
    expect(chooseLanguage('tg-TJ').code).toBe('tg');
  });

  it('is English when nothing fits', () => {
    expect(chooseLanguage('xx', undefined).code).toBe('en');
  });
});
