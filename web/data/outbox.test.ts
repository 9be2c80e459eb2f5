import { describe, expect, it } from 'vitest';
import { Refusal, Unreachable } from './api';
import type { Room } from './contracts';
import { CONFIRMATION_MS, Outbox, type Intent } from './outbox';
import { aRoom, being } from './samples';

const ready = aRoom('204');
const dirtyAt = (revision: number) => aRoom('204', { revision, cleaning: being('dirty') });

/** A server that answers (with a revision, without one, or with an error) when the test says so, and time that passes when the test says so. */
function aWorld() {
  const sent: { key: string; answer: (said?: Error | number) => Promise<void> }[] = [];
  const later: { run: () => void; milliseconds: number }[] = [];
  let keys = 0;
  const outbox = new Outbox<Room, string>(
    {
      makeKey: () => `key-${++keys}`,
      now: () => new Date(0),
      later: (run, milliseconds) => later.push({ run, milliseconds }),
    },
    () => undefined,
  );
  const send = (key: string) =>
    new Promise<number | null>((resolve, reject) => {
      const settled = async (said?: Error | number) => {
        if (said instanceof Error) reject(said);
        else resolve(said ?? null);
        await Promise.resolve();
        await Promise.resolve();
      };
      sent.push({ key, answer: settled });
    });
  const clean = (status: Room['cleaning']['status'], target = '204'): Intent<Room, string> => ({
    target,
    note: status,
    patch: (room) => ({ ...room, cleaning: { ...room.cleaning, status } }),
    confirmedBy: (room) => room.cleaning.status === status,
    send,
  });
  const passTime = () => later.splice(0).forEach(({ run }) => run());
  return { outbox, sent, later, clean, passTime };
}

const refusal = new Refusal({
  type: 'about:blank',
  title: 'Conflict',
  status: 409,
  detail: 'Sara is in the room',
  code: 'HK.ROOM',
});

describe('a tap', () => {
  it('shows at once and is marked', () => {
    const { outbox, clean } = aWorld();
    outbox.add(clean('dirty'));
    expect(outbox.applied('204', ready).cleaning.status).toBe('dirty');
    expect(outbox.isPending('204')).toBe(true);
  });

  it('makes the same object again of the same document', () => {
    const { outbox, clean } = aWorld();
    outbox.add(clean('dirty'));
    const shown = outbox.applied('204', ready);
    expect(outbox.applied('204', ready)).toBe(shown);
    outbox.add(clean('cleaning'));
    expect(outbox.applied('204', ready).cleaning.status).toBe('cleaning');
  });

  it('does not touch other rooms', () => {
    const { outbox, clean } = aWorld();
    outbox.add(clean('dirty'));
    expect(outbox.applied('205', ready)).toBe(ready);
    expect(outbox.isPending('205')).toBe(false);
  });

  it('is settled by the document of the revision that the answer names', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer(2);
    outbox.observe('204', ready);
    expect(outbox.isPending('204')).toBe(true);
    outbox.observe('204', dirtyAt(2));
    expect(outbox.isPending('204')).toBe(false);
  });

  it('is settled by the answer when the document came first', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    outbox.observe('204', dirtyAt(2));
    expect(outbox.isPending('204')).toBe(true);
    await sent[0]?.answer(2);
    expect(outbox.isPending('204')).toBe(false);
  });

  it('gives way at once to a later change that came before its answer', async () => {
    const { outbox, sent, clean } = aWorld();
    const overtaking = aRoom('204', { revision: 3 });
    outbox.add(clean('dirty'));
    outbox.observe('204', overtaking);
    await sent[0]?.answer(2);
    expect(outbox.applied('204', overtaking)).toBe(overtaking);
  });

  it('gives way at once to a later change that came after its answer', async () => {
    const { outbox, sent, clean } = aWorld();
    const overtaking = aRoom('204', { revision: 3 });
    outbox.add(clean('dirty'));
    await sent[0]?.answer(2);
    outbox.observe('204', overtaking);
    expect(outbox.applied('204', overtaking)).toBe(overtaking);
  });

  it('is not settled by an older document that happens to look like it', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.observe('204', dirtyAt(1));
    outbox.add(clean('ready'));
    await sent[0]?.answer(2);
    outbox.add(clean('dirty'));
    await sent[1]?.answer(3);
    expect(outbox.entries.map(({ revision }) => revision)).toEqual([2, 3]);
    outbox.observe('204', dirtyAt(3));
    expect(outbox.entries).toEqual([]);
  });
});

describe('a tap whose answer names no revision', () => {
  it('stays marked until the listener shows it', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer();
    outbox.observe('204', ready);
    expect(outbox.isPending('204')).toBe(true);
    outbox.observe('204', aRoom('204', { cleaning: being('dirty') }));
    expect(outbox.isPending('204')).toBe(false);
  });

  it('stays marked when the listener is faster than the answer', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    outbox.observe('204', aRoom('204', { cleaning: being('dirty') }));
    expect(outbox.isPending('204')).toBe(true);
    await sent[0]?.answer();
    expect(outbox.isPending('204')).toBe(false);
  });

  it('loses its mark after a while when somebody overtook it', async () => {
    const { outbox, sent, later, clean, passTime } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer();
    expect(later.map(({ milliseconds }) => milliseconds)).toEqual([CONFIRMATION_MS]);
    passTime();
    expect(outbox.applied('204', ready)).toBe(ready);
  });
});

describe('a refusal', () => {
  it('takes the tap back and keeps the reason', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer(refusal);
    expect(outbox.applied('204', ready)).toBe(ready);
    expect(outbox.refused).toMatchObject([{ target: '204', note: 'dirty', problem: { status: 409 } }]);
  });

  it('is gone once the person tries something else there', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer(refusal);
    outbox.add(clean('cleaning'));
    expect(outbox.refused).toEqual([]);
  });

  it('leaves later taps their turn', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    outbox.add(clean('cleaning'));
    await sent[0]?.answer(refusal);
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-2']);
    expect(outbox.applied('204', ready).cleaning.status).toBe('cleaning');
  });
});

describe('without an answer', () => {
  it('the same key is sent again, later and later', async () => {
    const { outbox, sent, later, clean, passTime } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer(new Unreachable());
    expect(outbox.entries).toMatchObject([{ phase: 'waiting', attempts: 1 }]);
    const first = later[0]?.milliseconds ?? 0;
    passTime();
    await sent[1]?.answer(new Unreachable());
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-1']);
    expect(later[0]?.milliseconds).toBeGreaterThan(first);
  });

  it('the server’s own waiting time counts', async () => {
    const { outbox, sent, later, clean } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer(new Unreachable(12_000));
    expect(later[0]?.milliseconds).toBe(12_000);
  });

  it('the returning network does not wait', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    await sent[0]?.answer(new Unreachable());
    outbox.retry();
    expect(sent).toHaveLength(2);
  });
});

describe('several taps', () => {
  it('on one room go one after the other', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    outbox.add(clean('cleaning'));
    expect(sent).toHaveLength(1);
    await sent[0]?.answer();
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-2']);
  });

  it('on two rooms do not wait for each other', () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    outbox.add(clean('dirty', '205'));
    expect(sent).toHaveLength(2);
  });
});

describe('a closed outbox', () => {
  it('shows nothing and sends nothing of the guest who left', async () => {
    const { outbox, sent, clean, passTime } = aWorld();
    outbox.add(clean('dirty'));
    outbox.add(clean('cleaning'));
    outbox.close();
    await sent[0]?.answer(new Unreachable());
    passTime();
    expect(sent).toHaveLength(1);
    expect(outbox.entries).toEqual([]);
    expect(outbox.applied('204', ready)).toBe(ready);
  });

  it('keeps no refusal that comes in late', async () => {
    const { outbox, sent, clean } = aWorld();
    outbox.add(clean('dirty'));
    outbox.close();
    await sent[0]?.answer(refusal);
    expect(outbox.refused).toEqual([]);
  });
});
