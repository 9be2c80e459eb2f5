// The day of one person: what they are at, what comes next, what is done. Pure.
import type { Task, Worklist } from '../../data/contracts';
import { isOpen } from '../../data/tasks';
import { workedSeconds } from '../parts/due';

export interface Day {
  /** The one task before their eyes; null where there is none. */
  readonly current: Task | null;
  /** What else they have in hand, in their order; what waits for a do-not-disturb last. */
  readonly rest: readonly Task[];
  readonly done: number;
  readonly total: number;
  /** Of work that is left. */
  readonly minutes: number;
}

export interface Given {
  readonly tasks: readonly Task[];
  readonly worklist: Worklist | undefined;
  readonly me: string;
  /** What they tapped to do first, which stands above what is paused. */
  readonly chosen: string | null;
  readonly now: Date;
  /** Whether it cannot be begun yet, for the guest is still there. */
  readonly waits: (task: Task) => boolean;
}

export function dayOf({ tasks, worklist, me, chosen, now, waits }: Given): Day {
  const inHand = inOrder(
    tasks.filter((task) => isOpen(task) && task.assignee === me),
    worklist,
  );
  const done = tasks.filter(
    (task) => !isOpen(task) && task.status !== 'cancelled' && task.finished_by === me,
  );
  const current =
    inHand.find(({ status }) => status === 'in_progress') ??
    inHand.find(({ task_id }) => task_id === chosen) ??
    inHand.find(({ status }) => status === 'paused') ??
    inHand.find((task) => !waits(task) && task.parked_since === null) ??
    inHand[0] ??
    null;
  const left = (task: Task) => Math.max(0, task.estimated_minutes - workedSeconds(task, now) / 60);
  return {
    current,
    rest: inHand.filter((task) => task !== current),
    done: done.length,
    total: done.length + inHand.length,
    minutes: Math.round(inHand.reduce((sum, task) => sum + left(task), 0)),
  };
}

/** What did not pass its inspection and waits to be done again while they are at something else. */
export function cameBack({ current, rest }: Day): Task | undefined {
  const waits = ({ status, wrong }: Task) => wrong.length > 0 && status === 'assigned';
  return current && waits(current) ? undefined : rest.find(waits);
}

/** As the worklist has them; what it does not have yet comes after that, by when it is due. */
function inOrder(tasks: readonly Task[], worklist: Worklist | undefined): readonly Task[] {
  const places = new Map(worklist?.tasks.map(({ task_id }, place) => [task_id, place]));
  const place = ({ task_id }: Task) => places.get(task_id) ?? places.size;
  const due = ({ due_at }: Task) => due_at?.getTime() ?? Infinity;
  const later = (one: Task, other: Task) => (due(one) === due(other) ? 0 : due(one) - due(other));
  return [...tasks].sort(
    (one, other) =>
      Number(one.parked_since !== null) - Number(other.parked_since !== null) ||
      place(one) - place(other) ||
      later(one, other),
  );
}
