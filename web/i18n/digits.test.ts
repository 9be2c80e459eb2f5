import { describe, expect, it } from 'vitest';
import { inDigits, latin } from './digits';
import { chooseLanguage } from './languages';

describe('digits that people type', () => {
  it.each([
    ['۱۲۳۴۵۶۷۸۹۰', '1234567890'],
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۲۱٫۵', '21.5'],
    ['۱۲٬۳۴۵', '12345'],
    ['اتاق ۲۰۴', 'اتاق 204'],
    ['Room 204', 'Room 204'],
  ])('%s is read as %s', (typed, read) => {
    expect(latin(typed)).toBe(read);
  });
});

describe('digits of a language', () => {
  it.each([
    ['fa', '۱۳:۲۵'],
    ['fa-AF', '۱۳:۲۵'],
    ['ps', '۱۳:۲۵'],
    ['tg', '13:25'],
    ['en', '13:25'],
  ])('of %s', (code, written) => {
    expect(inDigits('13:25', chooseLanguage(code))).toBe(written);
  });
});
