// The day at the desk, worked out from the live rows, so that a line lights up in the moment its room is ready, with or
// without network: who comes and goes, and what is in the way of it. Judged as GET …/arrivals and …/departures judge. Pure.
import type { InTheWay, Obstacle, Room, Settings, Stay, Task, TaskStatus } from '../../data/contracts';
import { businessDate, instantOf } from '../../data/day';
import { finds, isCalled } from '../../i18n/folding';

/** Of the day before only those are listed who are still awaited. */
interface Known {
  readonly rooms: { get(id: string): Room | undefined };
  /** The open task that comes first in each room. */
  readonly tasks: ReadonlyMap<string, Task>;
  readonly now: Date;
}

export interface Line {
  readonly stay: Stay;
  readonly room: Room | undefined;
  readonly task: Task | undefined;
  readonly inTheWay: readonly Obstacle[];
  /** What is to happen has happened: the guest is here, or has left. */
  readonly done: boolean;
  /** Nothing is in the way. */
  readonly ready: boolean;
  /** It should have happened by now. */
  readonly overdue: boolean;
}

const OUT: readonly string[] = ['out_of_order', 'out_of_service'];

const obstacle = (what: InTheWay, detail = '', until_at: Date | null = null): Obstacle => ({
  what,
  until_at,
  detail,
});

function whileOut(stay: Stay, { blocks, cleaning }: Room): Obstacle {
  const standing = blocks.filter(
    ({ from_at, until_at }) =>
      from_at <= stay.arrival_at && (until_at === null || stay.arrival_at < until_at),
  );
  const ends = standing.map(({ until_at }) => until_at);
  const known = ends.filter((end) => end !== null).sort((one, other) => other.getTime() - one.getTime());
  const until = known.length === ends.length ? (known[0] ?? null) : null;
  return obstacle('out_of_use', cleaning.status, until);
}

export function inTheWayOfArrival(stay: Stay, room: Room | undefined): readonly Obstacle[] {
  if (stay.room_id === null) return [obstacle('no_room')];
  if (!room || room.archived) return [obstacle('no_such_room', stay.room_id)];
  if (stay.status === 'checked_in') return [];
  const found: Obstacle[] = [];
  if (room.stay) found.push(obstacle('occupied', room.stay.stay_id, room.stay.check_out_at));
  if (OUT.includes(room.cleaning.status)) found.push(whileOut(stay, room));
  else if (room.cleaning.status !== 'ready') found.push(obstacle('not_ready', room.cleaning.status));
  const first = room.upcoming[0];
  if (first && first.stay_id !== stay.stay_id && first.expected_at < stay.arrival_at) {
    found.push(obstacle('promised_earlier', first.stay_id));
  }
  return found;
}

export function inTheWayOfDeparture(stay: Stay, room: Room | undefined): readonly Obstacle[] {
  if (stay.status !== 'checked_in') return [];
  if (!room || room.archived) return [obstacle('no_such_room', stay.room_id ?? '')];
  const found: Obstacle[] = [];
  if (room.guest_flag.value === 'do_not_disturb') found.push(obstacle('do_not_disturb'));
  if (room.tickets.length) found.push(obstacle('open_tickets', String(room.tickets.length)));
  if (room.discrepancy) found.push(obstacle('discrepancy', room.discrepancy.kind));
  return found;
}

function line(stay: Stay, { rooms, tasks }: Known) {
  const room = stay.room_id === null ? undefined : rooms.get(stay.room_id);
  return { stay, room, task: room && tasks.get(room.room_id) };
}

const byTime = (time: (stay: Stay) => Date) => (one: Line, other: Line) =>
  Number(one.done) - Number(other.done) || time(one.stay).getTime() - time(other.stay).getTime();

/** In the order of their coming, those who are here last. */
export function arrivalLines(stays: Iterable<Stay>, begins: Date, known: Known): readonly Line[] {
  return [...stays]
    .filter((stay) => stay.arrival_at >= begins || stay.status !== 'checked_in')
    .map((stay): Line => {
      const base = line(stay, known);
      const inTheWay = inTheWayOfArrival(stay, base.room);
      const done = stay.status === 'checked_in';
      return {
        ...base,
        inTheWay,
        done,
        ready: inTheWay.length === 0,
        overdue: !done && stay.arrival_at < known.now,
      };
    })
    .sort(byTime(({ arrival_at }) => arrival_at));
}

/** In the order of their leaving, those who left last. */
export function departureLines(stays: Iterable<Stay>, known: Known): readonly Line[] {
  return [...stays]
    .map((stay): Line => {
      const base = line(stay, known);
      const inTheWay = inTheWayOfDeparture(stay, base.room);
      const done = stay.status !== 'checked_in';
      return {
        ...base,
        inTheWay,
        done,
        ready: inTheWay.length === 0,
        overdue: !done && stay.departure_at < known.now,
      };
    })
    .sort(byTime(({ checked_out_at, departure_at }) => checked_out_at ?? departure_at));
}

/** Whether a guest comes before rooms are given on that day. Somebody who comes after midnight is late for the day before. */
export function isEarly(at: Date, house: Pick<Settings, 'zone' | 'audit_hour' | 'check_in_time'>): boolean {
  return at < instantOf(businessDate(house, at), house.check_in_time.slice(0, 5), house.zone);
}

const FURTHEST: readonly TaskStatus[] = ['in_progress', 'paused', 'assigned', 'pending'];

/** The open task of each room that is furthest on: what the desk waits for. */
export function firstTasks(tasks: readonly Task[]): ReadonlyMap<string, Task> {
  const rank = ({ status }: Task) => FURTHEST.indexOf(status);
  const open = tasks.filter((task) => rank(task) >= 0).sort((one, other) => rank(other) - rank(one));
  return new Map(open.map((task) => [task.room_id, task]));
}

/** When work that is going on should be done; null where nobody is at it, or it takes longer than it should. */
export function doneAt({ running_since, worked_seconds, estimated_minutes }: Task, now: Date): Date | null {
  if (!running_since || estimated_minutes === 0) return null;
  const left = estimated_minutes * 60_000 - worked_seconds * 1000;
  const at = new Date(running_since.getTime() + left);
  return at > now ? at : null;
}

export const SHOWN = ['waiting', 'not-ready', 'ready', 'here'] as const;
export type Shown = (typeof SHOWN)[number];

export function isShown({ done, ready }: Line, shown: Shown): boolean {
  if (shown === 'here') return done;
  return !done && (shown === 'waiting' || ready === (shown === 'ready'));
}

/** By the guest's name anywhere in it, by the room from its beginning. */
export function isMeant({ stay, room }: Line, text: string): boolean {
  return finds(text, stay.guest_name) || isCalled(text, room?.number ?? stay.room_id ?? '');
}

const CLEANEST = ['ready', 'inspected', 'cleaned', 'cleaning', 'dirty', 'clean'];

/**
 * The rooms that could be promised to this stay, the best first: of its type, then what is nearest to ready. A guest in
 * house moves at once, so only into what is ready.
 */
export function roomsFor(stay: Stay, rooms: readonly Room[]): readonly Room[] {
  const isPromised = ({ upcoming }: Room) =>
    upcoming.some(
      ({ stay_id, expected_at }) =>
        stay_id !== stay.stay_id && stay.arrival_at <= expected_at && expected_at < stay.departure_at,
    );
  const isReady = ({ cleaning, stay: guest }: Room) => cleaning.status === 'ready' && guest === null;
  const rank = (room: Room) => [
    room.room_type === stay.room_type ? 0 : 1,
    room.stay ? 1 : 0,
    CLEANEST.indexOf(room.cleaning.status),
  ];
  return rooms
    .filter((room) => room.room_id !== stay.room_id && !OUT.includes(room.cleaning.status))
    .filter((room) => (stay.status === 'checked_in' ? isReady(room) : !isPromised(room)))
    .map((room) => ({ room, rank: rank(room) }))
    .sort((one, other) => one.rank.reduce((sum, each, place) => sum || each - (other.rank[place] ?? 0), 0))
    .map(({ room }) => room);
}
