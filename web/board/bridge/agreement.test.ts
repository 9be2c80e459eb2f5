import { describe, expect, it } from 'vitest';
import type { Sweep } from '../../data/contracts';
import { agreementOf } from './agreement';

const at = new Date('2026-11-20T09:00:00Z');
const done: Sweep = {
  sweep_id: 'swp_1',
  status: 'done',
  requested_at: at,
  started_at: at,
  finished_at: at,
  reservations: 37,
  apart: 0,
  rooms: 40,
  healed: 0,
  drifted: 0,
};
const still = { sweep: done, last_sweep_at: at, notices_waiting: 0, letters_waiting: 0, open_drifts: 0 };

describe('that both sides agree', () => {
  it('is said of what was compared, with how much that was', () => {
    expect(agreementOf(still, 0)).toEqual({ is: 'agreed', at, rooms: 40, stays: 37, waiting: 0 });
  });

  it.each([
    [{ letters_waiting: 3 }, 3],
    [{ notices_waiting: 2 }, 2],
    [{ notices_waiting: 1, letters_waiting: 4 }, 5],
  ])('is never said without what waits: %o', (part, waiting) => {
    expect(agreementOf({ ...still, ...part }, 0)).toMatchObject({ is: 'agreed', waiting });
  });

  it('is not said where they differ, also on a page that is not loaded', () => {
    expect(agreementOf(still, 1).is).toBe('differs');
    expect(agreementOf({ ...still, open_drifts: 51 }, 0).is).toBe('differs');
  });

  it('is not said before anybody compared, nor while somebody does', () => {
    expect(agreementOf({ ...still, sweep: null, last_sweep_at: null }, 0).is).toBe('not_compared');
    const running: Sweep = { ...done, status: 'running', finished_at: null };
    expect(agreementOf({ ...still, sweep: running }, 0).is).toBe('comparing');
  });
});
