import { disableNetwork, enableNetwork } from 'firebase/firestore';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Cloud } from './cloud';
import { keepConnected, watchReach } from './connection';

vi.mock('firebase/firestore', () => ({
  disableNetwork: vi.fn(() => Promise.resolve()),
  enableNetwork: vi.fn(() => Promise.resolve()),
}));

const cloud = { db: {}, origin: 'http://firestore' } as Cloud;
let stop = () => {};
let online = true;

/** How often the streams were begun anew while so many seconds passed. */
async function after(seconds: number): Promise<number> {
  vi.mocked(enableNetwork).mockClear();
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return vi.mocked(enableNetwork).mock.calls.length;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {
    get onLine() {
      return online;
    },
  });
  online = true;
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('begins the streams anew while the picture stays behind', async () => {
  stop = keepConnected(cloud, () => true);
  expect(await after(19)).toBe(0);
  expect(await after(1)).toBe(1);
  expect(vi.mocked(disableNetwork)).toHaveBeenLastCalledWith(cloud.db);
  expect(await after(40)).toBe(2);
});

it('leaves them alone where the picture comes by itself, and without a network', async () => {
  let looks = 0;
  stop = keepConnected(cloud, () => (looks += 1) % 2 === 1);
  expect(await after(100)).toBe(0);
  stop();
  online = false;
  stop = keepConnected(cloud, () => true);
  expect(await after(100)).toBe(0);
});

it('looks no more when it is told to stop', async () => {
  keepConnected(cloud, () => true)();
  expect(await after(100)).toBe(0);
});

it('tells within five seconds that the server is gone, and that it is back', async () => {
  const told: boolean[] = [];
  let there = true;
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('fetch', () => (there ? Promise.resolve() : Promise.reject(new TypeError('gone'))));
  stop = watchReach(cloud, (reached) => told.push(reached));
  await after(3);
  expect(told).toEqual([true]);
  there = false;
  await after(5);
  expect(told.at(-1)).toBe(false);
  there = true;
  await after(5);
  expect(told.at(-1)).toBe(true);
});

it('asks nobody while the page is not seen', async () => {
  const asked = vi.fn(() => Promise.resolve());
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  vi.stubGlobal('fetch', asked);
  stop = watchReach(cloud, () => undefined);
  await after(30);
  expect(asked).not.toHaveBeenCalled();
});
