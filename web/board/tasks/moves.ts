// What a drop, or a choice in the menu, means for a task: what is to be done, to be asked first, or why it cannot be. Pure.
import { isProvisional } from '../../data/commands';
import type { Task } from '../../data/contracts';
import { isOpen } from '../../data/taskQueries';
import type { MessageKey } from '../../i18n/index.svelte';
import { waitsForGuest } from '../parts/due';
import { stateOf, type State } from './columns';
import { NOBODY } from './filters';

/** Who moves it; `running` is what somebody has in progress. */
export interface Mover {
  readonly me: string;
  readonly leads: boolean;
  readonly running: (staffId: string) => Task | undefined;
}

export type Move =
  | { readonly do: 'nothing' | 'put_back' | 'resume' | 'ask_reason' | 'finish' }
  | { readonly do: 'assign' | 'start'; readonly who: string }
  | { readonly do: 'ask_person'; readonly then: 'assign' | 'start' }
  /** `who` and `room` are what the words speak of. */
  | { readonly do: 'refuse'; readonly why: MessageKey; readonly who?: string; readonly room?: string };

const refuse = (why: MessageKey, about: { who?: string; room?: string } = {}): Move => ({
  do: 'refuse',
  why,
  ...about,
});
const NOTHING: Move = { do: 'nothing' };

function neverMoves(task: Task): Move | null {
  if (isProvisional(task.task_id)) return refuse('tasks.not.saved_yet');
  return isOpen(task) ? null : refuse('tasks.not.over');
}

const atWork = ({ assignee }: Task) => refuse('tasks.not.at_work', { who: assignee ?? '' });

/** To somebody, or to nobody. */
export function toPerson(task: Task, to: string, { me, leads }: Mover): Move {
  if ((task.assignee ?? NOBODY) === to) return NOTHING;
  const never = neverMoves(task);
  if (never) return never;
  if (task.status === 'in_progress') return atWork(task);
  if (to === NOBODY) return leads ? { do: 'put_back' } : refuse('tasks.not.yours_to_give');
  return leads || to === me ? { do: 'assign', who: to } : refuse('tasks.not.yours_to_give');
}

function toProgress(task: Task, { me, leads, running }: Mover): Move {
  if (task.assignee !== null && task.assignee !== me && !leads)
    return refuse('tasks.not.anothers', { who: task.assignee });
  if (waitsForGuest(task)) return refuse('tasks.not.guest_in');
  const who = task.assignee ?? (leads ? null : me);
  if (who === null) return { do: 'ask_person', then: 'start' };
  const other = running(who);
  if (other) return refuse('tasks.not.elsewhere', { who, room: other.room_id });
  return task.status === 'paused' ? { do: 'resume' } : { do: 'start', who };
}

/** To another state: only where that is one step that a person may take. */
export function toState(task: Task, to: State, mover: Mover): Move {
  const { me, leads } = mover;
  if (stateOf(task) === to) return NOTHING;
  const never = neverMoves(task);
  if (never) return never;
  const theirs = leads || task.assignee === me;
  const begun = task.status === 'in_progress' || task.status === 'paused';
  switch (to) {
    case 'pending':
      return toPerson(task, NOBODY, mover);
    case 'assigned':
      if (task.status === 'in_progress') return atWork(task);
      return leads ? { do: 'ask_person', then: 'assign' } : { do: 'assign', who: me };
    case 'in_progress':
      return toProgress(task, mover);
    case 'paused':
      if (task.status !== 'in_progress') return refuse('tasks.not.begun');
      return theirs ? { do: 'ask_reason' } : refuse('tasks.not.anothers', { who: task.assignee ?? '' });
    case 'inspection':
      return refuse('tasks.not.by_itself');
    case 'completed':
    case 'failed': {
      if (!begun && !(to === 'failed' && task.status === 'assigned')) return refuse('tasks.not.begun');
      return theirs ? { do: 'finish' } : refuse('tasks.not.anothers', { who: task.assignee ?? '' });
    }
  }
}
