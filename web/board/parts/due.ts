// By when a task is to be done, and how that stands: what its card and its sheet say of time. Pure.
import type { Task } from '../../data/contracts';
import { isOpen } from '../../data/taskQueries';
import { distance, type Distance } from '../../i18n/time';

const MINUTE = 60_000;

export interface Due {
  /** `tight`: what is left of the work takes longer than what is left until then. `from`: nobody can begin before. */
  readonly how: 'late' | 'tight' | 'before_arrival' | 'by' | 'from';
  readonly at: Date;
  /** Late by, left, or before the arrival. */
  readonly span: Distance | null;
}

/** Minutes while they are few, full hours beyond: a card has one line for it. */
function short(milliseconds: number): Distance {
  const size = Math.abs(milliseconds);
  return distance(size < 100 * MINUTE ? size : size - (size % (60 * MINUTE)));
}

/** Seconds at it so far, the run that goes on counted. */
export function workedSeconds(
  { worked_seconds, running_since }: Pick<Task, 'worked_seconds' | 'running_since'>,
  now: Date,
): number {
  const running = running_since ? Math.max(0, now.getTime() - running_since.getTime()) : 0;
  return worked_seconds + running / 1000;
}

export function workedMinutes(task: Task, now: Date): number {
  return Math.floor(workedSeconds(task, now) / 60);
}

/** `arrival`: when the next guest of the room is expected. */
export function dueOf(task: Task, arrival: Date | undefined, now: Date): Due | null {
  if (!isOpen(task)) return null;
  const { due_at: due, scheduled_for: from } = task;
  if (!due) return from && from > now ? { how: 'from', at: from, span: null } : null;
  const left = due.getTime() - now.getTime();
  if (left <= -MINUTE) return { how: 'late', at: due, span: short(left) };
  const work = Math.max(0, task.estimated_minutes - workedMinutes(task, now)) * MINUTE;
  if (left < work) return { how: 'tight', at: due, span: short(left) };
  const ahead = arrival ? arrival.getTime() - due.getTime() : 0;
  return ahead >= MINUTE
    ? { how: 'before_arrival', at: due, span: short(ahead) }
    : { how: 'by', at: due, span: null };
}

/** Whether it waits for the guest to leave: until then there is nothing to do. */
export function waitsForGuest({ kind, status, vacated_at }: Task): boolean {
  return kind === 'turnover' && vacated_at === null && (status === 'pending' || status === 'assigned');
}
