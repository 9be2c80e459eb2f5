import { describe, expect, it } from 'vitest';
import { chooseLanguage, languageOf, LANGUAGES } from './languages';

describe('the language of a person', () => {
  it('is the first that the screens speak', () => {
    expect(chooseLanguage(null, 'xx', 'fa-AF', 'en').code).toBe('fa-AF');
  });

  it('may be a neighbour of the one they asked for', () => {
    expect(chooseLanguage('en-US').code).toBe('en');
    expect(chooseLanguage('fa-IR').code).toBe('fa');
    expect(chooseLanguage('tg-Cyrl-TJ').code).toBe('tg');
  });

  it('is English when nothing fits', () => {
    expect(chooseLanguage('xx', undefined).code).toBe('en');
  });

  it('is found again by its full tag', () => {
    for (const language of LANGUAGES) expect(languageOf(language.intl)).toBe(language);
  });

  it('names each day and month, and each of them once', () => {
    for (const { calendar } of LANGUAGES) {
      expect(new Set(calendar.months).size).toBe(12);
      expect(new Set(calendar.shortMonths).size).toBe(12);
      expect(new Set(calendar.weekdays).size).toBe(7);
      expect(new Set(calendar.shortWeekdays).size).toBe(7);
      expect(calendar.narrowWeekdays.length).toBe(7);
    }
  });
});
