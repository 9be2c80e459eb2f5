import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseLanguage, LANGUAGES } from './languages';

type Catalog = Record<string, string>;

// Read as text: imported, they would come compiled.
const read = (code: string) =>
  JSON.parse(readFileSync(new URL(`./${code}.json`, import.meta.url), 'utf8')) as Catalog;
const argumentsOf = (message = '') =>
  [...new Set([...message.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

const english = read('en');

describe.each(LANGUAGES.map(({ code }) => code))('the catalog of %s', (code) => {
  const catalog = read(code);

  it('has every message and no other', () => {
    expect(Object.keys(catalog).sort()).toEqual(Object.keys(english).sort());
  });

  it('uses the arguments that the screens give', () => {
    for (const key of Object.keys(english)) {
      const given = argumentsOf(english[key]?.replace(/(one|other) \{/g, '$1 '));
      expect(argumentsOf(catalog[key]?.replace(/(one|other) \{/g, '$1 ')), key).toEqual(given);
    }
  });
});

describe('the language of a person', () => {
  it('is the first that the screens speak', () => {
    expect(chooseLanguage(null, 'xx', 'fa-AF', 'en').code).toBe('fa-AF');
  });

  it('may be a neighbour of the one they asked for', () => {
    expect(chooseLanguage('en-US').code).toBe('en');
    expect(chooseLanguage('fa').code).toBe('fa-AF');
  });

  it('is English when nothing fits', () => {
    expect(chooseLanguage('xx', undefined).code).toBe('en');
  });
});
