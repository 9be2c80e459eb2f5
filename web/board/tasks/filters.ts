// Which tasks a person asked to see, how they lie, and the address that says so. Pure.
import { TASK_KIND_ORDER, type Task, type TaskKind } from '../../data/contracts';
import { isOpen } from '../../data/taskQueries';
import { isCalled } from '../../i18n/folding';
import { dueOf } from '../parts/due';
import type { Change, Query } from '../shell/address';

export type Layout = 'state' | 'person';

/** Stands for nobody where a person's id could stand. */
export const NOBODY = 'nobody';

export interface Filters {
  readonly layout: Layout;
  readonly person: string | null;
  readonly floor: number | null;
  readonly kind: TaskKind | null;
  /** Only what is late, tight, high or urgent. */
  readonly pressing: boolean;
  readonly text: string;
}

export const NO_FILTERS = { person: null, floor: null, kind: null, pressing: false, text: '' } as const;

export function readFilters({ by, person, floor, kind, only, q }: Query): Filters {
  return {
    layout: by === 'person' ? 'person' : 'state',
    person: person ?? null,
    floor: floor !== undefined && /^-?\d+$/.test(floor) ? Number(floor) : null,
    kind: TASK_KIND_ORDER.find((each) => each === kind) ?? null,
    pressing: only === 'pressing',
    text: q ?? '',
  };
}

/** What changes in the query when these filters change. */
export function writeFilters({ layout, pressing, text, ...rest }: Partial<Filters>): Change {
  return {
    ...rest,
    ...(layout === undefined ? {} : { by: layout === 'state' ? null : layout }),
    ...(pressing === undefined ? {} : { only: pressing ? 'pressing' : null }),
    ...(text === undefined ? {} : { q: text }),
  };
}

export function isFiltered({ person, floor, kind, pressing, text }: Filters): boolean {
  return person !== null || floor !== null || kind !== null || pressing || text.trim() !== '';
}

export function isPressing(task: Task, now: Date): boolean {
  if (!isOpen(task)) return false;
  const how = dueOf(task, undefined, now)?.how;
  return task.priority === 'high' || task.priority === 'urgent' || how === 'late' || how === 'tight';
}

/** `number`: of its room. Whom it belongs to is not asked here: by person that is a matter of columns. */
export function matches(task: Task, number: string, filters: Filters, now: Date): boolean {
  return (
    (filters.floor === null || task.floor === filters.floor) &&
    (filters.kind === null || task.kind === filters.kind) &&
    (!filters.pressing || isPressing(task, now)) &&
    isCalled(filters.text, number)
  );
}

export function isOf(task: Task, person: string | null): boolean {
  return person === null || (task.assignee ?? (isOpen(task) ? NOBODY : task.finished_by)) === person;
}
