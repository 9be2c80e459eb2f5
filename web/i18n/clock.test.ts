import { describe, expect, it } from 'vitest';
import { EXAMPLE, readTime, writeTime } from './clock';
import { LANGUAGES } from './languages';

describe('a time that somebody typed', () => {
  it.each([
    ['9:30', '09:30'],
    ['0930', '09:30'],
    ['930', '09:30'],
    ['14', '14:00'],
    ['9', '09:00'],
    ['14.05', '14:05'],
    ['۱۴:۳۰', '14:30'],
    ['۹٫۳۰', '09:30'],
    [' 00:00 ', '00:00'],
  ])('%s is %s', (typed, time) => {
    expect(readTime(typed)).toBe(time);
  });

  it.each(['', 'xx', '24:00', '25:00', '۲۵:۰۰', '12:60', '14:', 'noon', '1:2:3', '12345'])(
    '%s is none',
    (typed) => {
      expect(readTime(typed)).toBeNull();
    },
  );

  it.each(LANGUAGES.map((language) => [language.code, language] as const))(
    'is read as it is shown in %s',
    (_, language) => {
      expect(readTime(writeTime(EXAMPLE, language))).toBe(EXAMPLE);
    },
  );
});
