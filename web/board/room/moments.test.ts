import { describe, expect, it } from 'vitest';
import { isAheadOf, isToCome, momentIn } from './moments';

const now = new Date('2026-11-20T10:00:00Z');

describe('a moment of the past', () => {
  it('is read from the address, where that names one', () => {
    expect(momentIn('2026-11-20T09:59:00.000Z')).toEqual(new Date('2026-11-20T09:59:00Z'));
    expect([momentIn(undefined), momentIn('yesterday')]).toEqual([null, null]);
  });

  it('may be one that this clock has not reached and another has', () => {
    expect(isToCome(new Date('2026-11-20T10:00:40Z'), now)).toBe(false);
    expect(isToCome(new Date('2026-11-20T10:02:00Z'), now)).toBe(true);
  });

  it.each([
    ['2026-11-20', '14:30', false],
    ['2026-11-20', '14:31', true],
    ['2026-11-19', '23:59', false],
    ['2026-11-21', '00:00', true],
  ])('chosen as %s %s is ahead of the wall: %s', (day, time, ahead) => {
    expect(isAheadOf({ day: '2026-11-20', hour: '14', minute: '30' }, { day, time })).toBe(ahead);
  });
});
