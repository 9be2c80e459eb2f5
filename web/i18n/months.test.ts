import { parseDate, PersianCalendar, toCalendar } from '@internationalized/date';
import { describe, expect, it } from 'vitest';
import { jalali } from './formats';
import { monthGrid, moved } from './months';

const EN = 'en-GB';
const FA = 'fa-IR-u-ca-persian';
const DARI = 'fa-AF-u-ca-persian';
const PS = 'ps-AF-u-ca-persian';
const TG = 'tg-TJ';

describe('the months of a calendar', () => {
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

it('days are called in words as they are counted in the grid', () => {
  const persian = new PersianCalendar();
  let date = parseDate('2011-03-21');
  for (; date.year < 2051; date = date.add({ days: 1 })) {
    const { year, month, day } = toCalendar(date, persian);
    expect(jalali(date.toString()), date.toString()).toEqual({ year, month, day });
  }
});
