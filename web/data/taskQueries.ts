// Which tasks are open, and the queries for those of the day and for what is past. Apart from the commands on them: the first
// page needs only these.
import { collection, getDocsFromServer, limit, orderBy, query, where } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Scope, Task, TaskStatus } from './contracts';
import { plain, propertyPath, type Watched } from './documents';
import { keptAs } from './kept';

export const OPEN_TASKS: readonly TaskStatus[] = ['pending', 'assigned', 'in_progress', 'paused'];

export function isOpen(task: Pick<Task, 'status'>): boolean {
  return OPEN_TASKS.includes(task.status);
}

const tasksOf = ({ db }: Cloud, scope: Scope) => collection(db, `${propertyPath(scope)}/tasks`);

export function openTasks(cloud: Cloud, scope: Scope): Watched {
  return {
    query: query(tasksOf(cloud, scope), where('status', 'in', OPEN_TASKS)),
    copy: keptAs(scope, 'open tasks'),
  };
}

export function tasksEndedSince(cloud: Cloud, scope: Scope, since: Date): Watched {
  return {
    query: query(tasksOf(cloud, scope), where('finished_at', '>=', since)),
    copy: keptAs(scope, 'ended tasks', since.toISOString()),
  };
}

/** Those that ended in the hands of one person. */
export function ownTasksEndedSince(cloud: Cloud, scope: Scope, since: Date, staffId: string): Watched {
  return {
    query: query(
      tasksOf(cloud, scope),
      where('assignee', '==', staffId),
      where('finished_at', '>=', since),
      orderBy('finished_at'),
    ),
    copy: keptAs(scope, 'own ended tasks', since.toISOString()),
  };
}

/** More than a large house ends on one day. */
const MOST_A_DAY = 2_000;

/** The tasks that ended in this time, the latest first; `whose`: in the hands of one person. Rejects without network. */
export async function tasksEnded(
  cloud: Cloud,
  scope: Scope,
  from: Date,
  until: Date,
  whose: string | null,
): Promise<Task[]> {
  const within = query(
    tasksOf(cloud, scope),
    ...(whose === null ? [] : [where('assignee', '==', whose)]),
    where('finished_at', '>=', from),
    where('finished_at', '<', until),
    orderBy('finished_at', 'desc'),
    limit(MOST_A_DAY),
  );
  return (await getDocsFromServer(within)).docs.map((doc) => plain(doc.data()) as Task);
}
