import { describe, expect, it } from 'vitest';
import type { Shift } from '../../data/contracts';
import { endOf, HALF_HOURS, hoursOf, isAwaited, shareOf, shiftsOf, spanOf, ticksOf } from './roster';
import { minutesLeft } from '../parts/shifts';

const ZONE = 'Asia/Kabul';
const DAY = '2026-11-25';
/** In Kabul it is four hours and a half later. */
const kabul = (clock: string, day = DAY) => new Date(`${day}T${clock}:00+04:30`);
const shift = (from: Date, until: Date, changes: Partial<Shift> = {}): Shift => ({
  revision: 1,
  updated_at: null,
  shift_id: 'sft_1',
  staff_id: 'stf_1',
  external_shift_id: null,
  status: 'planned',
  starts_at: from,
  ends_at: until,
  started_at: null,
  ended_at: null,
  capacity_minutes: 450,
  languages: [],
  skills: [],
  floors: [],
  wing: null,
  reason: '',
  left: [],
  ...changes,
});
const MORNING = shift(kabul('07:00'), kabul('15:00'));
const NIGHT = shift(kabul('22:00', '2026-11-24'), kabul('06:30'), { shift_id: 'sft_2' });
const TOMORROW = shift(kabul('07:00', '2026-11-26'), kabul('15:00', '2026-11-26'));

describe('the shifts of a day', () => {
  it('are those that begin on it or go on into it, the earliest first', () => {
    expect(shiftsOf(DAY, [MORNING, TOMORROW, NIGHT], ZONE)).toEqual([NIGHT, MORNING]);
  });

  it('leave out what was taken off the plan, and stand as they were once they are over', () => {
    const off = { ...MORNING, status: 'ended', ended_at: kabul('06:00') } as const;
    const over = { ...off, started_at: kabul('07:10'), ended_at: kabul('14:00') };
    expect(shiftsOf(DAY, [off, over], ZONE)).toEqual([over]);
    expect(spanOf(over)).toEqual({ from: kabul('07:10'), until: kabul('14:00') });
    expect(spanOf(MORNING)).toEqual({ from: kabul('07:00'), until: kabul('15:00') });
  });

  it('lie on its hours, from morning to evening at least', () => {
    expect(hoursOf(DAY, [MORNING], ZONE)).toEqual({ from: kabul('06:00'), until: kabul('22:00') });
  });

  it('make room for what begins before and ends after', () => {
    const late = shift(kabul('16:00'), kabul('00:30', '2026-11-26'));
    expect(hoursOf(DAY, [NIGHT, late], ZONE)).toEqual({
      from: kabul('00:00'),
      until: kabul('01:00', '2026-11-26'),
    });
  });

  it('are placed by their share of the hours', () => {
    const hours = hoursOf(DAY, [], ZONE);
    expect(shareOf(hours, kabul('14:00'))).toBe(0.5);
    expect(shareOf(hours, kabul('23:00'))).toBe(1);
    expect(ticksOf(hours, 8)).toHaveLength(8);
  });
});

describe('what somebody is good for', () => {
  it('is all of it before the shift, and less from then on', () => {
    expect(minutesLeft(MORNING, kabul('05:00'))).toBe(450);
    expect(minutesLeft(MORNING, kabul('11:00'))).toBe(225);
    expect(minutesLeft(MORNING, kabul('16:00'))).toBe(0);
  });

  it('is nothing once the shift is over', () => {
    expect(minutesLeft({ ...MORNING, status: 'ended' }, kabul('08:00'))).toBe(0);
  });
});

it('somebody is awaited from the planned hour on, until they are here', () => {
  expect(isAwaited(MORNING, kabul('06:59'))).toBe(false);
  expect(isAwaited(MORNING, kabul('07:10'))).toBe(true);
  expect(isAwaited({ ...MORNING, status: 'on' }, kabul('07:10'))).toBe(false);
});

it('a shift that ends before it begins ends on the next day', () => {
  expect(endOf(kabul('22:00'), kabul('06:00'))).toEqual(kabul('06:00', '2026-11-26'));
  expect(endOf(kabul('07:00'), kabul('15:00'))).toEqual(kabul('15:00'));
});

it('a clock has 48 half hours', () => {
  expect([HALF_HOURS[0], HALF_HOURS[17], HALF_HOURS.at(-1)]).toEqual(['00:00', '08:30', '23:30']);
});
