import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isFresh, LASTS_MS, Teller } from './presence';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function aTeller(ask = vi.fn(async () => undefined as unknown)) {
  return { ask, teller: new Teller({ tenant: 'melmastoon', property: 'kabul' }, ask) };
}

const said = (looking_at: string | null, doing = 'open') => [
  expect.objectContaining({
    method: 'PUT',
    path: '/api/v1/properties/kabul/presence',
    body: { looking_at, doing },
  }),
];

describe('which card is open', () => {
  it('is told once of what is opened and closed in a breath', async () => {
    const { ask, teller } = aTeller();
    teller.tell('tasks/hkt_1', 'open');
    teller.tell('tasks/hkt_2', 'moving');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ask.mock.calls).toEqual([said('tasks/hkt_2', 'moving')]);
  });

  it('is told again while it stays so, and no more when it is closed', async () => {
    const { ask, teller } = aTeller();
    teller.tell('rooms/204', 'open');
    await vi.advanceTimersByTimeAsync(LASTS_MS);
    expect(ask.mock.calls).toEqual([said('rooms/204'), said('rooms/204')]);
    teller.stop();
    await vi.advanceTimersByTimeAsync(2 * LASTS_MS);
    expect(ask.mock.calls.slice(2)).toEqual([said(null)]);
  });

  it('is not told where nothing was open, and nobody minds when it cannot be', async () => {
    const { ask, teller } = aTeller(vi.fn(() => Promise.reject(new Error('offline'))));
    teller.tell(null, 'open');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ask).not.toHaveBeenCalled();
    teller.tell('rooms/204', 'open');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('is old news after two minutes', () => {
    expect(isFresh({ at: new Date(0) }, new Date(LASTS_MS - 1))).toBe(true);
    expect(isFresh({ at: new Date(0) }, new Date(LASTS_MS))).toBe(false);
  });
});
