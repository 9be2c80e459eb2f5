// How the rooms lie in the house, worked out from how they lay before: one room's change moves nothing else. Pure.
import type { Room } from '../../data/contracts';

export interface Floor {
  readonly floor: number;
  readonly rooms: readonly Room[];
}

const numbers = new Intl.Collator('en', { numeric: true });

/** Floors upwards, numbers along the corridor. Sorts only when a room came, went or has another number or floor. */
export function inOrder(rooms: ReadonlyMap<string, Room>, before: readonly Room[]): readonly Room[] {
  const asBefore = (was: Room) => {
    const is = rooms.get(was.room_id);
    return is !== undefined && is.floor === was.floor && is.number === was.number;
  };
  if (before.length === rooms.size && before.every(asBefore)) {
    return before.map((was) => rooms.get(was.room_id) ?? was);
  }
  return [...rooms.values()].sort(
    (one, other) => one.floor - other.floor || numbers.compare(one.number, other.number),
  );
}

function sameRooms(some: readonly Room[], others: readonly Room[]): boolean {
  return some.length === others.length && some.every((room, index) => room === others[index]);
}

/** The floors of rooms that lie in order. A floor on which nothing changed is the very object it was before. */
export function byFloor(rooms: readonly Room[], before: readonly Floor[] = []): readonly Floor[] {
  const floors = new Map<number, Room[]>();
  for (const room of rooms) {
    const there = floors.get(room.floor);
    if (there) there.push(room);
    else floors.set(room.floor, [room]);
  }
  const known = new Map(before.map((each) => [each.floor, each]));
  return [...floors].map(([floor, found]) => {
    const was = known.get(floor);
    return was && sameRooms(was.rooms, found) ? was : { floor, rooms: found };
  });
}
