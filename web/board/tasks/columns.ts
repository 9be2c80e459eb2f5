// How tasks lie in columns: by where they stand, or by who has them in the order of doing. Pure.
import type { InHand, Shift, Task, Worklist } from '../../data/contracts';
import { isOpen } from '../../data/taskQueries';
import { NOBODY } from './filters';

/** `inspection`: what waits to be looked over. `failed`: what ended undone, for whatever reason. */
export const STATES = [
  'pending',
  'assigned',
  'in_progress',
  'paused',
  'inspection',
  'completed',
  'failed',
] as const;
export type State = (typeof STATES)[number];

export interface Column {
  readonly id: string;
  readonly tasks: readonly Task[];
}

const PRESSES = { urgent: 0, high: 1, normal: 2, low: 3 };
const numbers = new Intl.Collator('en', { numeric: true });

/** What presses first; what the guest keeps us out of last. */
export function sooner(one: Task, other: Task): number {
  return (
    Number(one.parked_since !== null) - Number(other.parked_since !== null) ||
    PRESSES[one.priority] - PRESSES[other.priority] ||
    (one.due_at?.getTime() ?? Infinity) - (other.due_at?.getTime() ?? Infinity) ||
    numbers.compare(one.room_id, other.room_id)
  );
}

function latest(one: Task, other: Task): number {
  return (other.finished_at?.getTime() ?? 0) - (one.finished_at?.getTime() ?? 0);
}

/** Null for what nobody needs any more. */
export function stateOf({ kind, status }: Pick<Task, 'kind' | 'status'>): State | null {
  if (status === 'cancelled') return null;
  if (status === 'requires_maintenance') return 'failed';
  const waits = status === 'pending' || status === 'assigned';
  return kind === 'inspection' && waits ? 'inspection' : status;
}

export function byState(tasks: readonly Task[]): readonly Column[] {
  return STATES.map((id) => {
    const there = tasks.filter((task) => stateOf(task) === id);
    return { id, tasks: there.sort(id === 'completed' || id === 'failed' ? latest : sooner) };
  });
}

/** In the order of doing; what the list does not know yet comes last. */
export function inOrderOf(worklist: Worklist | undefined, tasks: readonly Task[]): readonly Task[] {
  const ranks = new Map((worklist?.tasks ?? []).map(({ task_id }, rank) => [task_id, rank]));
  const rank = ({ task_id }: Task) => ranks.get(task_id) ?? Infinity;
  return [...tasks].sort((one, other) => {
    const [here, there] = [rank(one), rank(other)];
    return here === there ? sooner(one, other) : here - there;
  });
}

/** Nobody first, then these people; only what is open. */
export function byPerson(
  tasks: readonly Task[],
  people: readonly string[],
  worklistOf: (staffId: string) => Worklist | undefined,
): readonly Column[] {
  const open = tasks.filter(isOpen);
  const nobodys = open.filter(({ assignee }) => assignee === null).sort(sooner);
  return [
    { id: NOBODY, tasks: nobodys },
    ...people.map((id) => ({
      id,
      tasks: inOrderOf(
        worklistOf(id),
        open.filter(({ assignee }) => assignee === id),
      ),
    })),
  ];
}

/** Who is on shift, then who will be, then who has tasks all the same; by name. */
export function peopleOf(
  shifts: readonly Shift[],
  tasks: readonly Task[],
  nameOf: (staffId: string) => string,
): readonly string[] {
  const named = (ids: Iterable<string>) =>
    [...ids].sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const of = (status: Shift['status']) => shifts.filter((shift) => shift.status === status);
  const on = named(new Set(of('on').map(({ staff_id }) => staff_id)));
  const planned = named(new Set(of('planned').map(({ staff_id }) => staff_id)));
  const having = named(new Set(tasks.filter(isOpen).flatMap(({ assignee }) => assignee ?? [])));
  return [...new Set([...on, ...planned, ...having])];
}

/** The whole order with `moved` where it was put among those in sight: `seen` is how they lie now, `moved` with them. */
export function placed(whole: readonly string[], moved: string, seen: readonly string[]): readonly string[] {
  const others = whole.filter((id) => id !== moved);
  const at = seen.indexOf(moved);
  const next = seen.slice(at + 1).find((id) => others.includes(id));
  const before = seen.slice(0, at).findLast((id) => others.includes(id));
  const place = next ? others.indexOf(next) : before ? others.indexOf(before) + 1 : others.length;
  return others.toSpliced(place, 0, moved);
}

/** As its line in a worklist, before the server has put it there. */
export function inHand(task: Task): InHand {
  const { task_id, room_id, kind, estimated_minutes, parked_since, wrong } = task;
  return {
    task_id,
    room_id,
    kind,
    status: 'assigned',
    minutes: estimated_minutes,
    parked: parked_since !== null,
    again: wrong.length > 0,
  };
}
