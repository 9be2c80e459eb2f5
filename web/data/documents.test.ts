import { Timestamp, type Query } from 'firebase/firestore';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { afterChanges, watchQuery, type Copy, type Documents } from './documents';

interface Snapshot {
  docChanges(): unknown[];
  metadata: { fromCache: boolean };
}

/** What Firestore would call: the only thing of it that is not real here. */
const firestore = vi.hoisted(() => ({
  speak: (() => undefined) as (snapshot: unknown) => void,
  fail: (() => undefined) as (error: unknown) => void,
}));
const ended = vi.hoisted(() => vi.fn());
const page = vi.hoisted(() => new EventTarget());
vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
vi.mock('firebase/firestore', async (original) => ({
  ...(await original<object>()),
  onSnapshot: (_: unknown, __: unknown, next: typeof firestore.speak, failed: typeof firestore.fail) => {
    firestore.speak = next;
    firestore.fail = failed;
    return ended;
  },
}));

const change = (
  type: 'added' | 'modified' | 'removed',
  id: string,
  fields: Record<string, unknown> = {},
) => ({
  type,
  doc: { id, data: () => ({ id, ...fields }) },
});
const two = afterChanges<Record<string, unknown>>(new Map(), [
  change('added', '204'),
  change('added', '205'),
]);

describe('a watched query', () => {
  it('is the same map when the server only stands behind it', () => {
    expect(afterChanges(two, [])).toBe(two);
  });

  it('keeps what did not change the same object', () => {
    const after = afterChanges(two, [change('modified', '204', { revision: 2 })]);
    expect(after.get('204')).toEqual({ id: '204', revision: 2 });
    expect(after.get('205')).toBe(two.get('205'));
  });

  it('forgets what is gone', () => {
    expect([...afterChanges(two, [change('removed', '204')]).keys()]).toEqual(['205']);
  });

  it('has dates where Firestore has timestamps', () => {
    const at = new Date('2026-11-20T08:00:00Z');
    const fields = { stay: { check_out_at: Timestamp.fromDate(at) } };
    expect(afterChanges(new Map(), [change('added', '204', fields)]).get('204')).toMatchObject({
      stay: { check_out_at: at },
    });
  });
});

describe('what the device keeps of a query', () => {
  type Fields = Record<string, unknown>;
  let told: [Documents<Fields>, boolean][];
  let kept: Documents<Fields>[];
  const said = () => told.map(([found, live]) => [[...found.keys()], live]);
  const snapshot = (fromCache: boolean, ...changes: unknown[]): Snapshot => ({
    docChanges: () => changes,
    metadata: { fromCache },
  });
  const soon = () => new Promise((done) => setTimeout(done));

  function watch(copy: Documents<Fields> | undefined) {
    const keeper: Copy<unknown> = {
      read: () => Promise.resolve(copy),
      keep: (found) => kept.push(found as Documents<Fields>),
    };
    const next = (found: Documents<Fields>, live: boolean) => told.push([found, live]);
    return watchQuery<Fields>({ query: {} as Query, copy: keeper }, { next, ended: () => undefined });
  }

  beforeEach(() => {
    page.dispatchEvent(new Event('pagehide'));
    told = [];
    kept = [];
  });

  it('is shown until the server has spoken, whatever Firestore says without it', async () => {
    watch(new Map([['204', { id: '204' }]]));
    await soon();
    firestore.speak(snapshot(true));
    firestore.speak(snapshot(false, change('added', '205')));
    expect(said()).toEqual([
      [['204'], false],
      [['205'], true],
    ]);
  });

  it('is listened to no longer than its page is there', async () => {
    watch(new Map([['204', { id: '204' }]]));
    ended.mockClear();
    page.dispatchEvent(new Event('pagehide'));
    page.dispatchEvent(new Event('pagehide'));
    expect(ended).toHaveBeenCalledOnce();
    await soon();
    expect(told).toEqual([]);
  });

  it('is left alone by a listener that has not heard the server, and follows it from then on', async () => {
    watch(new Map([['204', { id: '204' }]]));
    await soon();
    firestore.speak(snapshot(true));
    expect(kept).toEqual([]);
    firestore.speak(snapshot(false, change('added', '204'), change('added', '205')));
    expect(kept.map((found) => [...found.keys()])).toEqual([['204', '205']]);
  });

  it('comes too late when the server was there first', async () => {
    watch(new Map([['204', { id: '204' }]]));
    firestore.speak(snapshot(false, change('added', '205')));
    await soon();
    expect(said()).toEqual([[['205'], true]]);
  });

  it('is the same object where the server says the same', async () => {
    const before = { id: '204', at: new Date(0) };
    watch(new Map([['204', before]]));
    await soon();
    const same = change('added', '204', { at: Timestamp.fromMillis(0) });
    firestore.speak(snapshot(false, same, change('added', '205')));
    expect(told.at(-1)?.[0].get('204')).toBe(before);
  });

  it('is missing on a new device: then Firestore may say that there is nothing', async () => {
    watch(undefined);
    firestore.speak(snapshot(true));
    await soon();
    expect(said()).toEqual([[[], false]]);
  });

  it('is emptied when the person may not see it any more', async () => {
    watch(new Map([['204', { id: '204' }]]));
    await soon();
    firestore.fail(new Error('gone'));
    expect(kept).toEqual([]);
    const { FirestoreError } = await import('firebase/firestore');
    firestore.fail(Object.assign(Object.create(FirestoreError.prototype), { code: 'permission-denied' }));
    expect(kept).toEqual([new Map()]);
  });

  it('is not shown to whoever has stopped listening', async () => {
    watch(new Map([['204', { id: '204' }]]))();
    await soon();
    expect(said()).toEqual([]);
  });
});
