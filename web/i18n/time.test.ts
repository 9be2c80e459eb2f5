import { describe, expect, it } from 'vitest';
import { clockTime, dayAndTime, dayIn, distance, expectedWords, hourIn, longDay } from './time';

const kabul = { intl: 'en-GB', zone: 'Asia/Kabul' };
const now = new Date('2026-11-20T08:55:00Z'); // 13:25 in Kabul
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

describe('times in the zone of the property', () => {
  it('are its clock, not the browser’s', () => {
    expect(clockTime(now, kabul)).toBe('13:25');
    expect(hourIn('Asia/Kabul', now)).toBe(13);
  });

  it('say midnight as 00', () => {
    expect(clockTime(new Date('2026-11-19T19:30:00Z'), kabul)).toBe('00:00');
  });

  it('turn the day when the property does', () => {
    expect(dayIn('Asia/Kabul', new Date('2026-11-20T20:00:00Z'))).toBe('2026-11-21');
  });

  it.each([
    ['fa-IR-u-ca-persian', 'جمعه ۲۹ آبان ۱۳:۲۵'],
    ['fa-AF-u-ca-persian', 'جمعه ۲۹ عقرب ۱۳:۲۵'],
    ['ps-AF-u-ca-persian', 'جمعه د لړم ۲۹ ۱۳:۲۵'],
    ['tg-TJ', 'ҷмъ, 20 ноя 13:25'],
  ])('are said in the calendar and the digits of %s', (intl, words) => {
    expect(dayAndTime(now, { intl, zone: 'Asia/Kabul' })).toBe(words);
  });

  it('are on the day that the property has', () => {
    const late = new Date('2026-11-20T20:00:00Z');
    expect(longDay(late, { intl: 'fa-AF-u-ca-persian', zone: 'Asia/Kabul' })).toBe('شنبه ۳۰ عقرب');
  });
});

describe('a distance', () => {
  it.each([
    [0.5, 'time.moment'],
    [35, 'time.minutes'],
    [60, 'time.hours'],
    [125, 'time.hours_minutes'],
    [-125, 'time.hours_minutes'],
    [11 * 60 + 5, 'time.hours'],
    [50 * 60, 'time.days'],
  ])('of %d minutes is said with %s', (minutes, key) => {
    expect(distance(minutes * 60_000).key).toBe(key);
  });
});

describe('an expected arrival or departure', () => {
  it('says how far away it is while it is close', () => {
    expect(expectedWords(inMinutes(35), now, kabul)).toMatchObject({
      clock: '14:00',
      away: { key: 'time.minutes', values: { minutes: 35 } },
      late: false,
    });
  });

  it('counts minutes until there are a hundred of them', () => {
    expect(expectedWords(inMinutes(95), now, kabul).away).toMatchObject({
      key: 'time.minutes',
      values: { minutes: 95 },
    });
    expect(expectedWords(inMinutes(135), now, kabul).away).toMatchObject({
      key: 'time.hours',
      values: { hours: 2 },
    });
  });

  it('is late once its time has passed', () => {
    expect(expectedWords(inMinutes(-10), now, kabul)).toMatchObject({ clock: '13:15', late: true });
  });

  it('counts hours when it is long late, as a departure can be', () => {
    expect(expectedWords(inMinutes(-120), now, kabul)).toMatchObject({
      clock: '11:25',
      away: { key: 'time.hours', values: { hours: 2 } },
      late: true,
    });
  });

  it('is now, and not late, within its minute', () => {
    expect(expectedWords(inMinutes(-0.5), now, kabul)).toMatchObject({
      away: { key: 'time.now' },
      late: false,
    });
  });

  it('names the day when it is not today', () => {
    expect(expectedWords(inMinutes(24 * 60), now, kabul)).toMatchObject({ away: null, late: false });
    expect(expectedWords(inMinutes(24 * 60), now, kabul).clock).toContain('21 Nov');
  });
});
