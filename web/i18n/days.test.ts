// Our own tables: Node's ICU knows Pashto and Tajik, browsers do not, so nothing here may ask it.
import { describe, expect, it } from 'vitest';
import { dateWords, longDayWords, monthNames, shortDayWords, weekdayNames } from './days';

const EN = 'en-GB';
const FA = 'fa-IR-u-ca-persian';
const DARI = 'fa-AF-u-ca-persian';
const PS = 'ps-AF-u-ca-persian';
const TG = 'tg-TJ';

describe('a day', () => {
  it.each([
    [EN, 'Friday 20 November', 'Fri 20 Nov', '20 November 2026'],
    [FA, 'جمعه ۲۹ آبان', 'جمعه ۲۹ آبان', '۲۹ آبان ۱۴۰۵'],
    [DARI, 'جمعه ۲۹ عقرب', 'جمعه ۲۹ عقرب', '۲۹ عقرب ۱۴۰۵'],
    [PS, 'جمعه د لړم ۲۹', 'جمعه د لړم ۲۹', 'د ۱۴۰۵ کال د لړم ۲۹'],
    [TG, 'ҷумъа, 20 ноябр', 'ҷмъ, 20 ноя', '20 ноябр 2026'],
  ])('is said in %s', (intl, long, short, full) => {
    expect(longDayWords('2026-11-20', intl)).toBe(long);
    expect(shortDayWords('2026-11-20', intl)).toBe(short);
    expect(dateWords('2026-11-20', intl)).toBe(full);
  });

  it.each([
    ['2026-03-21', '۱ حمل ۱۴۰۵'],
    ['2026-03-20', '۲۹ حوت ۱۴۰۴'],
    // 1403 is a leap year.
    ['2025-03-20', '۳۰ حوت ۱۴۰۳'],
    ['2025-03-21', '۱ حمل ۱۴۰۴'],
    ['2026-09-22', '۳۱ سنبله ۱۴۰۵'],
    ['2026-09-23', '۱ میزان ۱۴۰۵'],
  ])('%s is %s', (day, words) => {
    expect(dateWords(day, DARI)).toBe(words);
  });
});

describe('a week', () => {
  it('begins on Saturday where the calendar is Jalali', () => {
    for (const intl of [FA, DARI, PS]) expect(weekdayNames(intl)[0]?.name).toBe('شنبه');
    expect(weekdayNames(DARI).map(({ narrow }) => narrow)).toEqual(['ش', 'ی', 'د', 'س', 'چ', 'پ', 'ج']);
  });

  it('begins on Monday elsewhere', () => {
    expect(weekdayNames(EN)[0]?.name).toBe('Monday');
    expect(weekdayNames(TG)[0]?.name).toBe('Душанбе');
  });
});

describe('months', () => {
  it('are named from the first of the year', () => {
    expect(monthNames(PS)[0]).toBe('وری');
    expect(monthNames(FA)[0]).toBe('فروردین');
    expect(monthNames(TG)[0]).toBe('Январ');
  });
});
