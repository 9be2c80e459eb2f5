import { beforeEach, describe, expect, it } from 'vitest';
import { Unreachable } from './api';
import { patiently } from './patience';

describe('a server that is busy', () => {
  const waited: number[] = [];
  const wait = (ms: number) => Promise.resolve(void waited.push(ms));
  const failing = (times: number, error: Error) => {
    let asked = 0;
    return () => ((asked += 1) > times ? Promise.resolve(asked) : Promise.reject(error));
  };
  beforeEach(() => void waited.splice(0));

  it('is asked again after the time that it says, within reason', async () => {
    expect(await patiently(failing(2, new Unreachable(2_000, 503)), wait)).toBe(3);
    expect(await patiently(failing(1, new Unreachable(60_000, 503)), wait)).toBe(2);
    expect(await patiently(failing(1, new Unreachable(null, 502)), wait)).toBe(2);
    expect(waited).toEqual([2_000, 2_000, 5_000, 1_000]);
  });

  it('is asked three times and no more', async () => {
    await expect(patiently(failing(3, new Unreachable(1, 503)), wait)).rejects.toBeInstanceOf(Unreachable);
  });

  it.each([new Unreachable(), new Unreachable(60_000, 429), new Error('something else')])(
    'and no other is: %s',
    async (error) => {
      await expect(patiently(failing(1, error), wait)).rejects.toBe(error);
      expect(waited).toEqual([]);
    },
  );
});
