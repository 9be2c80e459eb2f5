import { describe, expect, it } from 'vitest';
import { languageName, languageOfText, scriptOf } from './languageNames';
import { chooseLanguage } from './languages';

const [english, dari, pashto, tajik] = ['en', 'fa-AF', 'ps', 'tg'].map((code) => chooseLanguage(code)) as [
  ReturnType<typeof chooseLanguage>,
  ReturnType<typeof chooseLanguage>,
  ReturnType<typeof chooseLanguage>,
  ReturnType<typeof chooseLanguage>,
];

describe('a language', () => {
  it('that the screens speak has its own name', () => {
    expect(languageName('fa-AF', english)).toBe('دری');
    expect(languageName('fa-IR', english)).toBe('فارسی');
  });

  it.each([
    ['ja', 'Japanese', 'جاپانی', 'японский'],
    ['ur', 'Urdu', 'اردو', 'урду'],
    ['uk', 'Ukrainian', 'اوکراینی', 'украинский'],
  ])(
    'that they do not speak is called so in the words of the page: %s',
    (code, inEnglish, inDari, inTajik) => {
      expect(languageName(code, english)).toBe(inEnglish);
      expect(languageName(code, dari)).toBe(inDari);
      expect(languageName(code, pashto)).toBe(inDari);
      expect(languageName(code, tajik)).toBe(inTajik);
    },
  );

  it('that nobody knows keeps its code', () => {
    expect(languageName('qqq', english)).toBe('qqq');
    expect(languageName('not a code', english)).toBe('not a code');
  });
});

describe('a text', () => {
  it.each([
    ['two towels', 'Latin'],
    ['دو جان‌پاک', 'Arabic'],
    ['ду сачоқ', 'Cyrillic'],
    ['iPhone پیدا شد در اتاق', 'Arabic'],
    ['204 ☎', undefined],
  ])('is of the script of most of its letters: %s', (text, script) => {
    expect(scriptOf(text)).toBe(script);
  });

  it.each([
    ['two towels', dari, 'en'],
    ['two towels', tajik, 'en'],
    ['دو جان‌پاک', english, 'fa'],
    ['ду сачоқ', pashto, 'tg'],
    ['ښه ده', dari, 'ps'],
    ['ښه ده', pashto, undefined],
    ['دو جان‌پاک', dari, undefined],
    ['two towels', english, undefined],
    ['204', dari, undefined],
  ])('is marked where it cannot be in the language of the page: %s', (text, page, language) => {
    expect(languageOfText(text, page)).toBe(language);
  });
});
