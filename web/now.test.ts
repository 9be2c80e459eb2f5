import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followHotel, hotelNow, hotelSpeed, isDemoTime, onHotelTime } from './now';

const NOON = '2026-11-30T07:30:00+00:00';
const REAL = new Date('2026-03-21T09:00:00Z');
const anchor = REAL.getTime() / 1000;

describe("the hotel's time", () => {
  beforeEach(() => vi.useFakeTimers({ now: REAL }));
  afterEach(() => {
    followHotel(null);
    vi.useRealTimers();
  });

  it.each([null, undefined, '', 'noon', NOON, `${NOON}@x2`, `nonsense@${anchor}x1`])(
    'is the real one for %s',
    (said) => {
      followHotel(said);
      expect(hotelNow()).toEqual(REAL);
      expect(isDemoTime()).toBe(false);
    },
  );

  it.each([
    [1, 10_000],
    [60, 600_000],
    [0.5, 5_000],
  ])('runs on from where it is told to, %d times as fast', (speed, later) => {
    followHotel(`${NOON}@${anchor}x${speed}`);
    expect(hotelNow()).toEqual(new Date(NOON));
    vi.advanceTimersByTime(10_000);
    expect(hotelNow().getTime() - Date.parse(NOON)).toBe(later);
    expect([hotelSpeed(), isDemoTime()]).toEqual([speed, true]);
  });

  it('is the same for a page that comes later', () => {
    followHotel(`${NOON}@${anchor - 60}x60`);
    expect(hotelNow()).toEqual(new Date('2026-11-30T08:30:00Z'));
  });

  it('tells who shows it that it is another one', () => {
    const heard = vi.fn();
    onHotelTime(heard);
    followHotel(`${NOON}@${anchor}x1`);
    expect(heard).toHaveBeenCalledOnce();
  });
});
