import { describe, expect, it } from 'vitest';
import type { Room } from '../data/contracts';
import { Outbox, type Sent } from '../data/outbox';
import { setCleaning } from '../data/rooms';
import { aRoom, being } from '../data/samples';
import { Collection } from './collection.svelte';

const here = { tenant: 'melmastoon', property: 'kabul', me: 'stf_1' };
const house = (...rooms: Room[]) => new Map(rooms.map((room) => [room.room_id, room]));
const [r204, r205] = [aRoom('204'), aRoom('205')];

function aCollection(hasCopy = false) {
  const answers: ((revision: number) => void)[] = [];
  const outbox = new Outbox({
    send: () =>
      new Promise<Sent>((resolve) => {
        answers.push((revision) => resolve({ reply: { revision }, unchanged: false }));
      }),
    changed: () => (turn += 1),
    around: { makeKey: () => 'key-1', now: () => new Date(0), online: () => true, later: () => {} },
  });
  let turn = 0;
  const taps = {
    get turn() {
      return turn;
    },
    outbox,
  };
  return { outbox, answers, rooms: new Collection<Room>('rooms', taps, { hasCopy: () => hasCopy }) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a collection', () => {
  it('is still loading while an empty cache has nothing, unless this device has a copy', () => {
    const { rooms } = aCollection();
    rooms.see(house(), false);
    expect(rooms.feed).toBe('loading');
    rooms.see(house(), true);
    expect(rooms.feed).toBe('live');
    const known = aCollection(true).rooms;
    known.see(house(), false);
    expect(known.feed).toBe('cached');
  });

  it('shows what is pending, and leaves everything else the same object', () => {
    const { rooms, outbox } = aCollection();
    outbox.add(setCleaning(here, r204, 'dirty', ''));
    rooms.see(house(r204, r205), true);
    expect(rooms.get('204')?.cleaning.status).toBe('dirty');
    expect(rooms.get('205')).toBe(r205);
    expect(rooms.all.map(({ room_id }) => room_id)).toEqual(['204', '205']);
  });

  it('shows what the listener shows once that has the tap behind it', async () => {
    const { rooms, outbox, answers } = aCollection();
    await settled();
    outbox.add(setCleaning(here, r204, 'dirty', ''));
    await settled();
    answers[0]?.(2);
    await settled();
    const since = aRoom('204', { cleaning: being('inspected'), revision: 3 });
    rooms.see(house(since, r205), true);
    expect(rooms.get('204')).toBe(since);
    expect(outbox.entries).toEqual([]);
  });
});
