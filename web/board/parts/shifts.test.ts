import { expect, it } from 'vitest';
import type { Shift } from '../../data/contracts';
import { minutesLeft } from './shifts';

const shift = {
  status: 'on',
  starts_at: new Date('2026-11-25T08:00:00Z'),
  ends_at: new Date('2026-11-25T16:00:00Z'),
  capacity_minutes: 440,
} as Shift;

it.each([
  ['before it begins', '07:00', 440],
  ['in the middle', '12:00', 220],
  ['when it is over', '16:30', 0],
])('a shift %s', (_, time, left) => {
  expect(minutesLeft(shift, new Date(`2026-11-25T${time}:00Z`))).toBe(left);
});

it('an ended shift has nothing left', () => {
  expect(minutesLeft({ ...shift, status: 'ended' }, shift.starts_at)).toBe(0);
});
