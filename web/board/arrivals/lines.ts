// The day at the desk, worked out from the live rows, so that a line lights up in the moment its room is ready, with or
// without network: who comes and goes, and what is in the way of it. Judged as GET …/arrivals and …/departures judge. Pure.
import { awaited, nextArrival, shareKey } from '../../data/arrivals';
import type {
  BlockKind,
  Cleaning,
  InTheWay,
  Obstacle,
  Room,
  Settings,
  Stay,
  Task,
  TaskStatus,
} from '../../data/contracts';
import { businessDate, instantOf } from '../../data/day';
import { finds, isCalled } from '../../i18n/folding';

/** When it is, and when the business day began. */
interface Moment {
  readonly now: Date;
  readonly begins: Date;
}

interface Known extends Moment {
  readonly rooms: { get(id: string): Room | undefined };
  /** The open task that comes first in each room. */
  readonly tasks: ReadonlyMap<string, Task>;
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
  /** Their day is over, and nobody said what became of them. */
  readonly toDecide: boolean;
}

const OUT: readonly string[] = ['out_of_order', 'out_of_service'];
/** What a block makes of its room; the other kinds only hold it back from ready. */
const TAKES_OUT: Partial<Record<BlockKind, Cleaning>> = {
  maintenance: 'out_of_order',
  oos: 'out_of_service',
};

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

/** Whose dates meet these, though nobody shares: it came so from outside, and one of them has to move. */
function overbooked(stay: Stay, room: Room, { now, begins }: Moment): readonly Obstacle[] {
  const from = Math.max(now.getTime(), stay.status === 'checked_in' ? 0 : stay.arrival_at.getTime());
  const until = Math.max(stay.departure_at.getTime(), from);
  const meets = (since: Date, end: Date) => since.getTime() < until && from < end.getTime();
  const inside = [room.stay, ...room.also_here]
    .filter((one) => one !== null)
    .map((one) => ({ ...one, since: one.in_room_since ?? one.checked_in_at, end: one.check_out_at }));
  const promised = awaited(room, begins).map((one) => ({
    ...one,
    since: one.expected_at,
    end: one.until_at,
  }));
  const here = new Set(inside.map(({ stay_id }) => stay_id));
  return [...inside, ...promised.filter(({ stay_id }) => !here.has(stay_id))]
    .filter((one) => shareKey(one) !== shareKey(stay) && meets(one.since, one.end))
    .map(({ stay_id, end }) => obstacle('overbooked', stay_id, end));
}

/** What takes the room out of use within the stay, though it is in use now. */
function outLater({ arrival_at, departure_at }: Stay, { blocks }: Room): readonly Obstacle[] {
  const found = blocks.find(
    ({ kind, from_at, until_at }) =>
      TAKES_OUT[kind] && from_at < departure_at && (until_at === null || arrival_at < until_at),
  );
  return found ? [obstacle('out_of_use', TAKES_OUT[found.kind], found.until_at)] : [];
}

export function inTheWayOfArrival(stay: Stay, room: Room | undefined, moment: Moment): readonly Obstacle[] {
  if (stay.room_id === null) return [obstacle('no_room')];
  if (!room || room.archived) return [obstacle('no_such_room', stay.room_id)];
  if (stay.status === 'checked_in') return [];
  const found: Obstacle[] = [];
  const inside = [room.stay, ...room.also_here].filter((one) => one !== null);
  const stranger = inside.find((one) => shareKey(one) !== shareKey(stay));
  if (stranger) found.push(obstacle('occupied', stranger.stay_id, stranger.check_out_at));
  if (OUT.includes(room.cleaning.status)) found.push(whileOut(stay, room));
  else {
    // Who comes to share a room takes it as it is.
    if (room.cleaning.status !== 'ready' && (stranger || inside.length === 0))
      found.push(obstacle('not_ready', room.cleaning.status));
    found.push(...outLater(stay, room));
  }
  if (room.discrepancy) found.push(obstacle('discrepancy', room.discrepancy.kind));
  const twice = overbooked(stay, room, moment);
  const first = nextArrival(room, moment.begins);
  if (
    first &&
    shareKey(first) !== shareKey(stay) &&
    first.expected_at < stay.arrival_at &&
    !twice.some(({ detail }) => detail === first.stay_id)
  ) {
    return [...found, ...twice, obstacle('promised_earlier', first.stay_id, first.until_at)];
  }
  return [...found, ...twice];
}

export function inTheWayOfDeparture(stay: Stay, room: Room | undefined, moment: Moment): readonly Obstacle[] {
  if (stay.status !== 'checked_in') return [];
  if (!room || room.archived) return [obstacle('no_such_room', stay.room_id ?? '')];
  const found: Obstacle[] = [];
  if (room.guest_flag.value === 'do_not_disturb') found.push(obstacle('do_not_disturb'));
  if (room.tickets.length) found.push(obstacle('open_tickets', String(room.tickets.length)));
  if (room.discrepancy) found.push(obstacle('discrepancy', room.discrepancy.kind));
  return [...found, ...overbooked(stay, room, moment)];
}

function line(stay: Stay, { rooms, tasks }: Known) {
  const room = stay.room_id === null ? undefined : rooms.get(stay.room_id);
  return { stay, room, task: room && tasks.get(room.room_id) };
}

const byTime = (time: (stay: Stay) => Date) => (one: Line, other: Line) =>
  Number(one.done) - Number(other.done) || time(one.stay).getTime() - time(other.stay).getTime();

/** In the order of their coming, those who are here last. */
export function arrivalLines(stays: Iterable<Stay>, known: Known): readonly Line[] {
  return [...stays]
    .filter((stay) => stay.arrival_at >= known.begins || stay.status !== 'checked_in')
    .map((stay): Line => {
      const base = line(stay, known);
      const inTheWay = inTheWayOfArrival(stay, base.room, known);
      const done = stay.status === 'checked_in';
      return {
        ...base,
        inTheWay,
        done,
        ready: inTheWay.length === 0,
        overdue: !done && stay.arrival_at < known.now,
        toDecide: !done && stay.arrival_at < known.begins,
      };
    })
    .sort(byTime(({ arrival_at }) => arrival_at));
}

/** In the order of their leaving, those who left last. */
export function departureLines(stays: Iterable<Stay>, known: Known): readonly Line[] {
  return [...stays]
    .map((stay): Line => {
      const base = line(stay, known);
      const inTheWay = inTheWayOfDeparture(stay, base.room, known);
      const done = stay.status !== 'checked_in';
      return {
        ...base,
        inTheWay,
        done,
        ready: inTheWay.length === 0,
        overdue: !done && stay.departure_at < known.now,
        toDecide: false,
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
