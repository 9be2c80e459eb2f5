import { describe, expect, it } from 'vitest';
import { businessDate, daysBefore, instantOf, startOf } from './day';

const kabul = { zone: 'Asia/Kabul', audit_hour: 4 };
const berlin = { zone: 'Europe/Berlin', audit_hour: 4 };

describe('the hotel’s day', () => {
  it('is yesterday’s until the audit hour', () => {
    expect(businessDate(kabul, new Date('2026-11-20T23:29:00Z'))).toBe('2026-11-20');
    expect(businessDate(kabul, new Date('2026-11-20T23:30:00Z'))).toBe('2026-11-21');
  });

  it('begins at the audit hour of its zone', () => {
    expect(startOf('2026-11-21', kabul)).toEqual(new Date('2026-11-20T23:30:00Z'));
  });

  it('begins by the clock on the wall on the days the clocks are changed', () => {
    expect(startOf('2026-10-25', berlin)).toEqual(new Date('2026-10-25T03:00:00Z'));
    expect(startOf('2026-10-24', berlin)).toEqual(new Date('2026-10-24T02:00:00Z'));
  });

  it('follows the one before over the end of a month', () => {
    expect(daysBefore('2026-12-01', 1)).toBe('2026-11-30');
    expect(daysBefore('2026-11-30', -1)).toBe('2026-12-01');
  });
});

it('an instant is what the clocks of the hotel show', () => {
  expect(instantOf('2026-11-25', '08:30', 'Asia/Kabul')).toEqual(new Date('2026-11-25T04:00:00Z'));
});
