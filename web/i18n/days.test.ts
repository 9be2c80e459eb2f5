// Our own tables: Node's ICU knows Pashto and Tajik, browsers do not, so nothing here may ask it.
import { describe, expect, it } from 'vitest';
import { dateWords, longDayWords, monthGrid, monthNames, moved, shortDayWords, weekdayNames } from './days';

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

  it.each([
    [EN, 'November 2026'],
    [FA, 'آبان ۱۴۰۵'],
    [PS, 'لړم ۱۴۰۵'],
    [TG, 'Ноябр 2026'],
  ])('have a title in %s', (intl, title) => {
    expect(monthGrid('2026-11-20', intl).title).toBe(title);
  });

  it('are shown in whole weeks, as many for each', () => {
    for (const intl of [EN, FA, DARI, PS, TG]) {
      const { weeks } = monthGrid('2026-02-10', intl);
      expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
    }
  });

  it('begin with the week of their first day', () => {
    const english = monthGrid('2026-11-20', EN).weeks[0];
    expect(english?.[0]).toEqual({ day: '2026-10-26', number: '26', inMonth: false });
    expect(english?.[6]).toEqual({ day: '2026-11-01', number: '1', inMonth: true });
    const dari = monthGrid('2026-11-20', DARI).weeks[0];
    expect(dari?.[0]).toEqual({ day: '2026-10-17', number: '۲۵', inMonth: false });
    expect(dari?.find(({ inMonth }) => inMonth)).toEqual({ day: '2026-10-23', number: '۱', inMonth: true });
  });

  it('are turned in the calendar of the language', () => {
    expect(moved('2026-11-20', { months: 1 }, EN)).toBe('2026-12-20');
    // From 31 سنبله, a month on is the last day of میزان, which has 30.
    expect(moved('2026-09-22', { months: 1 }, DARI)).toBe('2026-10-22');
    expect(moved('2026-01-31', { months: 1 }, TG)).toBe('2026-02-28');
  });
});
