// What others did to a task while somebody had a form of it open: the form stays as it is, and says so. Pure.
import type { Task } from '../../../data/contracts';

export interface Meanwhile {
  readonly key:
    | 'task.meanwhile.completed'
    | 'task.meanwhile.failed'
    | 'task.meanwhile.requires_maintenance'
    | 'task.meanwhile.cancelled'
    | 'task.meanwhile.given'
    | 'task.meanwhile.put_back'
    | 'task.meanwhile.in_progress'
    | 'task.meanwhile.paused'
    | 'task.meanwhile.priority';
  /** Who did it or has it now; null where nobody is named. */
  readonly who: string | null;
}

/** `before`: as it was when the form was opened, or after what was last tapped here. */
export function meanwhile(before: Task, now: Task): Meanwhile | null {
  if (now.status !== before.status) {
    switch (now.status) {
      case 'completed':
      case 'failed':
      case 'requires_maintenance':
        return { key: `task.meanwhile.${now.status}`, who: now.finished_by };
      case 'cancelled':
        return { key: 'task.meanwhile.cancelled', who: null };
      case 'pending':
        return { key: 'task.meanwhile.put_back', who: null };
      case 'in_progress':
      case 'paused':
        return { key: `task.meanwhile.${now.status}`, who: now.assignee };
      case 'assigned':
        return { key: 'task.meanwhile.given', who: now.assignee };
    }
  }
  if (now.assignee !== before.assignee && now.assignee !== null) {
    return { key: 'task.meanwhile.given', who: now.assignee };
  }
  return now.priority === before.priority ? null : { key: 'task.meanwhile.priority', who: null };
}
