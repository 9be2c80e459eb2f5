import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { close } from './device';
import { draftOf, dropDraft, keepDraft } from './drafts';
import { forgetTapsOf } from './shelf';

const OURS = 'uid-1 demo/kabul';
const THEIRS = 'uid-2 demo/kabul';

describe('what is begun and not sent', () => {
  afterEach(async () => {
    vi.useRealTimers();
    for (const person of ['uid-1', 'uid-2']) await forgetTapsOf(person);
    await close();
  });

  it('is there again after the page was, for who began it', async () => {
    await keepDraft(OURS, 'tasks/hkt_1', { ticked: ['bed'] });
    await close();
    expect(await draftOf(OURS, 'tasks/hkt_1')).toEqual({ ticked: ['bed'] });
    expect(await draftOf(THEIRS, 'tasks/hkt_1')).toBeUndefined();
    expect(await draftOf(OURS, 'tasks/hkt_2')).toBeUndefined();
  });

  it('is gone once it is sent', async () => {
    await keepDraft(OURS, 'tasks/hkt_1', { ticked: ['bed'] });
    await dropDraft(OURS, 'tasks/hkt_1');
    expect(await draftOf(OURS, 'tasks/hkt_1')).toBeUndefined();
  });

  it('is gone with who signs out, and nobody else’s with it', async () => {
    await keepDraft(OURS, 'tasks/hkt_1', 'ours');
    await keepDraft(THEIRS, 'tasks/hkt_1', 'theirs');
    await forgetTapsOf('uid-1');
    expect(await draftOf(OURS, 'tasks/hkt_1')).toBeUndefined();
    expect(await draftOf(THEIRS, 'tasks/hkt_1')).toBe('theirs');
  });

  it('is gone when nobody came back to it for days', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-25T09:00:00Z') });
    await keepDraft(OURS, 'tasks/hkt_1', 'old');
    vi.setSystemTime(new Date('2026-11-29T09:00:00Z'));
    expect(await draftOf(OURS, 'tasks/hkt_1')).toBeUndefined();
  });
});
