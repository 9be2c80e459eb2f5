import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { close, copyOf, device, keepCopy } from './device';
import { BEHIND_MS, forgetKept, keepFor, keptAs } from './kept';

const HERE = { tenant: 'demo', property: 'kabul' };
const room = (number: string, revision = 1) => ({
  number,
  revision,
  since: new Date('2026-11-20T08:00:00Z'),
});
const rooms = new Map([
  ['204', room('204')],
  ['205', room('205')],
]);

/** As a page that was opened later finds it. */
const found = (name = 'rooms', asked = '') => keptAs(HERE, name, asked).read();
const written = () => vi.waitFor(() => new Promise((done) => setTimeout(done, BEHIND_MS + 50)));

describe('what listeners showed', () => {
  beforeEach(() => keepFor('uid-1'));
  afterEach(async () => {
    await forgetKept();
    await close();
  });

  it('is there when the page is opened again, as it was', async () => {
    keptAs(HERE, 'rooms').keep(rooms);
    await written();
    expect(await found()).toEqual(rooms);
    expect(await found('linen')).toBeUndefined();
    expect(await keptAs({ ...HERE, property: 'herat' }, 'rooms').read()).toBeUndefined();
  });

  it('may be nothing, which is something else than no copy', async () => {
    keptAs(HERE, 'linen').keep(new Map());
    await written();
    expect(await found('linen')).toEqual(new Map());
  });

  it('follows what changes, and writes nothing else', async () => {
    const copy = keptAs<object>(HERE, 'rooms');
    copy.keep(rooms);
    await written();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    copy.keep(new Map([['204', room('204', 2)]]));
    await written();
    await vi.waitFor(() => expect(put).toHaveBeenCalled());
    expect(put.mock.calls.map(([, key]) => key)).toEqual([['demo/kabul rooms', '204']]);
    put.mockRestore();
    expect(await found()).toEqual(new Map([['204', room('204', 2)]]));
  });

  it('is of what was asked: another day has a copy of its own, and takes its place', async () => {
    keptAs(HERE, 'arrivals', '2026-11-20').keep(rooms);
    await written();
    expect(await found('arrivals', '2026-11-21')).toBeUndefined();
    keptAs(HERE, 'arrivals', '2026-11-21').keep(new Map([['206', room('206')]]));
    await written();
    expect(await found('arrivals', '2026-11-21')).toEqual(new Map([['206', room('206')]]));
    expect(await found('arrivals', '2026-11-20')).toBeUndefined();
  });

  it('is gone at sign-out, with everything the API told, also what was still to be written', async () => {
    await keepCopy('people demo/kabul', ['Amina']);
    const copy = keptAs<object>(HERE, 'rooms');
    copy.keep(rooms);
    await written();
    copy.keep(new Map([['206', room('206')]]));
    await forgetKept();
    await written();
    expect(await (await device()).getAllKeys('documents')).toEqual([]);
    expect(await copyOf('people demo/kabul')).toBeUndefined();
  });

  it('is not written any more by a tab whose person signed out in another one', async () => {
    const copy = keptAs<object>(HERE, 'rooms');
    copy.keep(rooms);
    // The other tab, which shares nothing but the device.
    const db = await device();
    await db.clear('documents');
    await db.clear('copies');
    await written();
    expect(await db.getAllKeys('documents')).toEqual([]);
  });
});
