import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal, Unreachable } from './api';
import { replyOf, workOf, type Command } from './commands';
import type { Room } from './contracts';
import { device, ownerOf } from './device';
import { CONFIRMATION_MS, LATE_MS, Outbox, type Sending, type Sent } from './outbox';
import { aRoom, being } from './samples';
import { deviceShelf, forgetTapsOf, memoryShelf, type Shelf } from './shelf';
import type { Tabs } from './tabs';

const ready = aRoom('204');
const dirtyAt = (revision: number) => aRoom('204', { revision, cleaning: being('dirty') });
const SARA = ownerOf('sara', 'melmastoon', 'kabul');
const ALI = ownerOf('ali', 'melmastoon', 'kabul');

const clean = (
  status: Room['cleaning']['status'],
  room = '204',
  changes: Partial<Command> = {},
): Command => ({
  name: 'set_room_status',
  method: 'POST',
  path: `/rooms/${room}/status`,
  body: { status },
  property: 'kabul',
  lane: room,
  shows: [{ kind: 'rooms', id: room, fields: { cleaning: being(status) } }],
  about: { key: 'note.cleaning', values: { room } },
  ...changes,
});

const photo = (lane = '204'): Command =>
  clean('clean', lane, { name: 'upload_photo', path: '/photo', file: new Blob(['x']), shows: [] });

const refusal = new Refusal({
  type: 'about:blank',
  title: 'Conflict',
  status: 409,
  detail: 'Sara is in the room',
  code: 'HK.ROOM',
  context: { who: 'sara' },
});

/** Everything that is under way between promises and the fake database has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setTimeout(resolve));
}

/** The tabs of one browser: who came first leads; when it leaves, the next one does. */
function aBrowser() {
  const tabs: { lead: (() => void) | null; hear: () => void; gone: boolean }[] = [];
  const elect = () => {
    const next = tabs.find((tab) => !tab.gone);
    const begin = next?.lead;
    if (next && begin) {
      next.lead = null;
      begin();
    }
  };
  return (): Tabs => {
    const tab = { lead: null as (() => void) | null, hear: () => {}, gone: false };
    tabs.push(tab);
    return {
      lead(begin) {
        tab.lead = begin;
        elect();
      },
      tell: () => tabs.filter((other) => other !== tab && !other.gone).forEach((other) => other.hear()),
      hear: (changed) => (tab.hear = changed),
      leave() {
        tab.gone = true;
        elect();
      },
    };
  };
}

interface Delivery {
  sending: Sending;
  /** Answers with a revision, a reply, an error, or "that was so already". */
  answer(said?: Error | number | Sent['reply'] | 'unchanged'): Promise<void>;
}

/** A server that answers when the test says so, and time that passes when the test says so. */
function aServer() {
  const sent: Delivery[] = [];
  const send = (sending: Sending) =>
    new Promise<Sent>((resolve, reject) => {
      const answer: Delivery['answer'] = async (said) => {
        if (said instanceof Error) reject(said);
        else if (said === 'unchanged') resolve({ reply: {}, unchanged: true });
        else
          resolve({ reply: typeof said === 'number' ? { revision: said } : (said ?? {}), unchanged: false });
        await settled();
      };
      sent.push({ sending, answer });
    });
  return { sent, send, keys: () => sent.map(({ sending }) => sending.idempotencyKey) };
}

let keys = 0;

/** One page: an outbox on a shelf, in a browser's tab, before a server. */
async function aPage({
  server = aServer(),
  shelf = memoryShelf(),
  owner = SARA,
  tabs = aBrowser(),
}: { server?: ReturnType<typeof aServer>; shelf?: Shelf; owner?: string; tabs?: () => Tabs } = {}) {
  const later: { run: () => void; milliseconds: number }[] = [];
  const world = { now: 1_000, online: true };
  const outbox = new Outbox({
    owner,
    shelf,
    tabs: tabs(),
    send: server.send,
    changed: () => undefined,
    around: {
      makeKey: () => `key-${++keys}`,
      now: () => new Date(world.now),
      online: () => world.online,
      later: (run, milliseconds) => later.push({ run, milliseconds }),
    },
  });
  await settled();
  const passTime = async () => {
    later.splice(0).forEach(({ run }) => run());
    await settled();
  };
  const tap = async (command: Command) => {
    const key = outbox.add(command);
    await settled();
    return key;
  };
  return { outbox, world, later, passTime, tap, ...server };
}

beforeEach(() => {
  keys = 0;
});

describe('a tap', () => {
  it('shows before anything else happens, and is marked', async () => {
    const { outbox } = await aPage();
    outbox.add(clean('dirty'));
    expect(outbox.applied('rooms', '204', ready).cleaning.status).toBe('dirty');
    expect(outbox.pendingOn.has('rooms/204')).toBe(true);
  });

  it('makes the same object again of the same document', async () => {
    const { outbox, tap } = await aPage();
    await tap(clean('dirty'));
    const shown = outbox.applied('rooms', '204', ready);
    expect(outbox.applied('rooms', '204', ready)).toBe(shown);
    await tap(clean('cleaning'));
    expect(outbox.applied('rooms', '204', ready).cleaning.status).toBe('cleaning');
  });

  it('does not touch other rooms', async () => {
    const { outbox, tap } = await aPage();
    const other = aRoom('205');
    await tap(clean('dirty'));
    expect(outbox.applied('rooms', '205', other)).toBe(other);
  });

  it('is settled by the document of the revision that the answer names', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer(2);
    outbox.observe('rooms', '204', ready);
    expect(outbox.entries).toMatchObject([{ phase: 'accepted' }]);
    outbox.observe('rooms', '204', dirtyAt(2));
    expect(outbox.entries).toEqual([]);
  });

  it('is settled by the answer when the document came first', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(clean('dirty'));
    outbox.observe('rooms', '204', dirtyAt(2));
    expect(outbox.entries).toHaveLength(1);
    await sent[0]?.answer(2);
    expect(outbox.entries).toEqual([]);
  });

  it('gives way at once to a later change, whichever comes first', async () => {
    const { outbox, sent, tap } = await aPage();
    const overtaking = aRoom('204', { revision: 3 });
    await tap(clean('dirty'));
    await sent[0]?.answer(2);
    outbox.observe('rooms', '204', overtaking);
    expect(outbox.applied('rooms', '204', overtaking)).toBe(overtaking);
    await tap(clean('dirty'));
    await sent[1]?.answer(3);
    expect(outbox.entries).toEqual([]);
  });

  it('of which the reply is another document is settled by what it does to those that are seen', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(
      clean('dirty', '204', {
        shows: [
          { kind: 'tickets', id: 'tkt_1', fields: { status: 'accepted' } },
          { kind: 'rooms', id: '204', fields: { cleaning: being('dirty') } },
        ],
      }),
    );
    outbox.observe('rooms', '204', ready);
    await sent[0]?.answer(7);
    expect(outbox.entries).toHaveLength(1);
    outbox.observe('rooms', '204', dirtyAt(2));
    expect(outbox.entries).toEqual([]);
  });

  it('loses its mark after a while when nobody shows it, but not while there is no network', async () => {
    const { outbox, sent, later, tap, passTime, world } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer(2);
    expect(later.map(({ milliseconds }) => milliseconds)).toEqual([CONFIRMATION_MS]);
    world.online = false;
    await passTime();
    expect(outbox.entries).toHaveLength(1);
    world.online = true;
    outbox.retry();
    await passTime();
    expect(outbox.entries).toEqual([]);
  });
});

describe('what a tap makes', () => {
  const find: Command = clean('dirty', '204', {
    shows: [{ kind: 'lost_and_found', id: 'new-1', fields: { description: 'A watch' }, isNew: true }],
  });

  it('is there at once, and under its own name when the server has given it one', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(find);
    expect(outbox.made('lost_and_found')).toMatchObject([{ item_id: 'new-1', description: 'A watch' }]);
    await sent[0]?.answer({ item_id: 'laf_1', revision: 1 });
    expect(outbox.made('lost_and_found')).toMatchObject([{ item_id: 'laf_1' }]);
    outbox.observe('lost_and_found', 'laf_1', { item_id: 'laf_1', revision: 1 });
    expect(outbox.made('lost_and_found')).toEqual([]);
    expect(outbox.entries).toEqual([]);
  });

  it('stands in a list once, whoever shows it', async () => {
    const { outbox, sent, tap } = await aPage();
    const item = { ticket_id: 'new-1', kind: 'towels' };
    const adds = { list: 'tickets', namedBy: 'ticket_id', item };
    await tap(
      clean('dirty', '204', {
        shows: [
          { kind: 'tickets', id: 'new-1', fields: {} },
          { kind: 'rooms', id: '204', fields: {}, adds },
        ],
      }),
    );
    expect(outbox.applied('rooms', '204', ready).tickets).toEqual([item]);
    await sent[0]?.answer({ ticket_id: 'tkt_1' });
    const real = [
      { ticket_id: 'tkt_1', kind: 'towels', status: 'open', opened_by: '', opened_at: new Date() } as const,
    ];
    const listed = aRoom('204', { tickets: real });
    expect(outbox.applied('rooms', '204', listed).tickets).toEqual(real);
    outbox.observe('rooms', '204', listed);
    expect(outbox.entries).toEqual([]);
  });
});

describe('a refusal', () => {
  it('takes the tap back and keeps the reason, with who is in the way', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer(refusal);
    expect(outbox.applied('rooms', '204', ready)).toBe(ready);
    expect(outbox.refusedOn('rooms', '204')).toMatchObject([
      { key: 'key-1', problem: { status: 409, context: { who: 'sara' } } },
    ]);
  });

  it('stands until somebody has read it, or tries the same again', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer(refusal);
    await tap(clean('dirty', '205'));
    await tap(clean('dirty', '204', { name: 'set_guest_flag' }));
    expect(outbox.refused).toHaveLength(1);
    await tap(clean('cleaning'));
    expect(outbox.refused).toEqual([]);
  });

  it('leaves later taps their turn', async () => {
    const { sent, keys, tap } = await aPage();
    await tap(clean('dirty'));
    await tap(clean('cleaning'));
    await sent[0]?.answer(refusal);
    expect(keys()).toEqual(['key-1', 'key-2']);
  });

  it('is told after a restart as well', async () => {
    const shelf = memoryShelf();
    const first = await aPage({ shelf });
    await first.tap(clean('dirty'));
    await first.sent[0]?.answer(refusal);
    const second = await aPage({ shelf });
    expect(second.outbox.refused).toMatchObject([{ key: 'key-1', problem: { detail: refusal.message } }]);
    second.outbox.dismiss('key-1');
    await settled();
    expect((await aPage({ shelf })).outbox.refused).toEqual([]);
  });
});

describe('without an answer', () => {
  it('the same key is sent again, later and later', async () => {
    const { outbox, sent, later, keys, tap, passTime } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer(new Unreachable());
    expect(outbox.entries).toMatchObject([{ phase: 'waiting', attempts: 1 }]);
    const first = later[0]?.milliseconds ?? 0;
    await passTime();
    await sent[1]?.answer(new Unreachable());
    expect(keys()).toEqual(['key-1', 'key-1']);
    expect(later[0]?.milliseconds).toBeGreaterThan(first);
  });

  it('the server’s own waiting time counts', async () => {
    const { sent, later, tap } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer(new Unreachable(12_000));
    expect(later[0]?.milliseconds).toBe(12_000);
  });

  it('the returning network does not wait', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer(new Unreachable());
    outbox.retry();
    expect(sent).toHaveLength(2);
  });
});

describe('a late tap', () => {
  it('says when it was tapped, where there was no network or a while has passed', async () => {
    const { outbox, sent, tap, world } = await aPage();
    await tap(clean('dirty'));
    expect(sent[0]?.sending.offlineSince).toBeUndefined();
    world.online = false;
    await tap(clean('dirty', '205'));
    expect(sent[1]?.sending.offlineSince).toEqual(new Date(1_000));
    await sent[0]?.answer(new Unreachable());
    world.now += LATE_MS + 1;
    outbox.retry();
    expect(sent[2]?.sending).toMatchObject({ idempotencyKey: 'key-1', offlineSince: new Date(1_000) });
  });

  it('that changed nothing is told of, for somebody else was faster', async () => {
    const { outbox, sent, tap, world } = await aPage();
    await tap(clean('dirty'));
    await sent[0]?.answer('unchanged');
    expect(outbox.refused).toEqual([]);
    world.online = false;
    await tap(clean('dirty', '205'));
    await sent[1]?.answer('unchanged');
    expect(outbox.refused).toMatchObject([{ problem: { code: 'SO_ALREADY' } }]);
  });
});

describe('several taps', () => {
  it('in one lane go one after the other', async () => {
    const { sent, keys, tap } = await aPage();
    await tap(clean('dirty'));
    await tap(clean('cleaning'));
    expect(keys()).toEqual(['key-1']);
    await sent[0]?.answer();
    expect(keys()).toEqual(['key-1', 'key-2']);
  });

  it('of one person at work go one after the other, from room to room and up to the end of their shift', async () => {
    const { sent, keys, tap } = await aPage();
    const workLane = workOf('stf_1');
    await tap(photo('204'));
    await tap(clean('cleaned', '204', { workLane }));
    await tap(clean('cleaning', '205', { workLane }));
    await tap(clean('dirty', '206'));
    await tap(clean('dirty', workLane));
    expect(keys()).toEqual(['key-1', 'key-4']);
    for (const place of [0, 2, 3, 4]) await sent[place]?.answer();
    expect(keys()).toEqual(['key-1', 'key-4', 'key-2', 'key-3', 'key-5']);
  });

  it('in two lanes do not wait for each other, unless one says so', async () => {
    const { sent, keys, tap } = await aPage();
    const first = await tap(clean('dirty'));
    await tap(clean('dirty', '205'));
    await tap(clean('dirty', '206', { after: [first] }));
    expect(keys()).toEqual(['key-1', 'key-2']);
    await sent[0]?.answer();
    expect(keys()).toEqual(['key-1', 'key-2', 'key-3']);
  });
});

describe('a reply that others refer to', () => {
  const withPhotos = (...keys: string[]) =>
    clean('cleaned', '204', { body: { photos: keys.map((key) => replyOf(key, 'photo_id')) } });

  it('stands in their place when it is known', async () => {
    const { sent, tap } = await aPage();
    const key = await tap(photo());
    await sent[0]?.answer({ photo_id: 'pho_1' });
    await tap(withPhotos(key));
    expect(sent[1]?.sending.command.body).toEqual({ photos: ['pho_1'] });
  });

  it('is waited for, from another lane too, and left out where it was refused', async () => {
    const { sent, tap } = await aPage();
    const [one, other] = [await tap(photo('a')), await tap(photo('b'))];
    await tap(withPhotos(one, other));
    expect(sent).toHaveLength(2);
    await sent[0]?.answer({ photo_id: 'pho_1' });
    expect(sent).toHaveLength(2);
    await sent[1]?.answer(refusal);
    expect(sent[2]?.sending.command.body).toEqual({ photos: ['pho_1'] });
  });

  it('is remembered over a restart', async () => {
    const shelf = memoryShelf();
    const first = await aPage({ shelf });
    const key = await first.tap(photo());
    await first.sent[0]?.answer({ photo_id: 'pho_1' });
    first.outbox.close();
    const { sent, tap } = await aPage({ shelf });
    await tap(withPhotos(key));
    expect(sent[0]?.sending.command.body).toEqual({ photos: ['pho_1'] });
  });
});

describe.each([
  ['in memory', memoryShelf],
  ['in IndexedDB', () => deviceShelf(SARA)],
])('a shelf %s', (_, makeShelf) => {
  beforeEach(async () => {
    const db = await device();
    await Promise.all((['taps', 'refused', 'replies'] as const).map((store) => db.clear(store)));
  });

  it('has every tap after a restart, in the order of tapping, with its instants', async () => {
    const shelf = makeShelf();
    const first = await aPage({ shelf });
    await first.tap(clean('dirty'));
    await first.tap(clean('cleaning'));
    const { outbox, keys } = await aPage({ shelf });
    expect(outbox.entries).toMatchObject([
      { key: 'key-1', at: new Date(1_000) },
      { key: 'key-2', command: { body: { status: 'cleaning' } } },
    ]);
    expect(keys()).toEqual(['key-1']);
  });

  it('has the tap that was being sent when the device died, under the same key', async () => {
    const shelf = makeShelf();
    const first = await aPage({ shelf });
    await first.tap(clean('dirty'));
    expect(first.outbox.entries).toMatchObject([{ phase: 'sending' }]);
    const { keys } = await aPage({ shelf });
    expect(keys()).toEqual(['key-1']);
  });

  it('shows what was accepted until the documents do', async () => {
    const shelf = makeShelf();
    const first = await aPage({ shelf });
    await first.tap(clean('dirty'));
    await first.sent[0]?.answer(2);
    const { outbox, sent } = await aPage({ shelf });
    expect(outbox.applied('rooms', '204', ready).cleaning.status).toBe('dirty');
    expect(sent).toEqual([]);
    outbox.observe('rooms', '204', dirtyAt(2));
    await settled();
    expect((await aPage({ shelf })).outbox.entries).toEqual([]);
  });

  it('keeps photos', async () => {
    const shelf = makeShelf();
    const first = await aPage({ shelf });
    await first.tap(photo());
    const { sent } = await aPage({ shelf });
    expect(await sent[0]?.sending.command.file?.text()).toBe('x');
  });
});

describe('two tabs', () => {
  const two = async (shelf = memoryShelf()) => {
    const tabs = aBrowser();
    const server = aServer();
    return { server, one: await aPage({ shelf, tabs, server }), other: await aPage({ shelf, tabs, server }) };
  };

  it('both show what is tapped in either, and send it once', async () => {
    const { server, one, other } = await two();
    await other.tap(clean('dirty'));
    expect(one.outbox.applied('rooms', '204', ready).cleaning.status).toBe('dirty');
    expect(server.keys()).toEqual(['key-1']);
    await server.sent[0]?.answer(2);
    expect(other.outbox.entries).toMatchObject([{ phase: 'accepted' }]);
    one.outbox.observe('rooms', '204', dirtyAt(2));
    await settled();
    expect(other.outbox.applied('rooms', '204', ready).cleaning.status).toBe('dirty');
    other.outbox.observe('rooms', '204', dirtyAt(2));
    expect(other.outbox.entries).toEqual([]);
  });

  it('both tell of a refusal, and either takes it away for both', async () => {
    const { server, one, other } = await two();
    await other.tap(clean('dirty'));
    await server.sent[0]?.answer(refusal);
    expect(other.outbox.refused).toHaveLength(1);
    expect(other.outbox.entries).toEqual([]);
    other.outbox.dismiss('key-1');
    await settled();
    expect(one.outbox.refused).toEqual([]);
  });

  it('keep the order of a lane between them', async () => {
    const { server, one, other } = await two();
    await other.tap(clean('dirty'));
    await one.tap(clean('cleaning'));
    expect(server.keys()).toEqual(['key-1']);
    await server.sent[0]?.answer();
    expect(server.keys()).toEqual(['key-1', 'key-2']);
  });

  it('send on when the one that sent is closed, what it had in hand included', async () => {
    const { server, one, other } = await two();
    await one.tap(clean('dirty'));
    one.outbox.close();
    await settled();
    expect(server.keys()).toEqual(['key-1', 'key-1']);
    expect(other.outbox.entries).toMatchObject([{ phase: 'sending' }]);
  });
});

describe('where there is no storage', () => {
  const broken: Shelf = {
    read: () => Promise.reject(new Error('private')),
    write: () => Promise.reject(new Error('private')),
  };

  it('taps are sent all the same, and it is said that they are not kept', async () => {
    const { outbox, sent, tap } = await aPage({ shelf: broken });
    expect(outbox.isKept).toBe(false);
    await tap(clean('dirty'));
    await sent[0]?.answer(refusal);
    expect(outbox.refused).toHaveLength(1);
  });

  it('a tab that does not lead sends what no shelf took from it', async () => {
    const tabs = aBrowser();
    await aPage({ tabs });
    const { keys, tap } = await aPage({ tabs, shelf: broken });
    await tap(clean('dirty'));
    expect(keys()).toEqual(['key-1']);
  });
});

describe('another person on the same device', () => {
  it('neither sees nor sends what the one before tapped, who finds it again', async () => {
    const first = await aPage({ shelf: deviceShelf(SARA) });
    await first.tap(clean('dirty'));
    first.outbox.close();
    const second = await aPage({ shelf: deviceShelf(ALI), owner: ALI });
    expect(second.outbox.entries).toEqual([]);
    await second.tap(clean('dirty', '205'));
    expect(second.keys()).toEqual(['key-2']);
    second.outbox.close();
    const again = await aPage({ shelf: deviceShelf(SARA) });
    expect(again.keys()).toEqual(['key-1']);
  });

  it('is left alone when somebody’s taps are wiped', async () => {
    await (await aPage({ shelf: deviceShelf(SARA) })).tap(clean('dirty'));
    await (await aPage({ shelf: deviceShelf(ALI), owner: ALI })).tap(clean('dirty', '205'));
    await forgetTapsOf('sara');
    expect((await deviceShelf(SARA).read()).taps).toEqual([]);
    expect((await deviceShelf(ALI).read()).taps).not.toEqual([]);
  });
});

describe('a closed outbox', () => {
  it('shows nothing and sends nothing of the guest who left', async () => {
    const { outbox, sent, tap, passTime } = await aPage();
    await tap(clean('dirty'));
    await tap(clean('cleaning'));
    outbox.close();
    await sent[0]?.answer(new Unreachable());
    await passTime();
    expect(sent).toHaveLength(1);
    expect(outbox.entries).toEqual([]);
    expect(outbox.applied('rooms', '204', ready)).toBe(ready);
  });

  it('keeps no refusal that comes in late', async () => {
    const { outbox, sent, tap } = await aPage();
    await tap(clean('dirty'));
    outbox.close();
    await sent[0]?.answer(refusal);
    expect(outbox.refused).toEqual([]);
  });
});
