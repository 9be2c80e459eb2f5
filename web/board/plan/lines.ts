// A plan as people read it: whose line is whose, what of it the floor has overtaken, and how much work it makes. Pure.
import type { Remark, Suggestion, SuggestionsLine, Task } from '../../data/contracts';
import { isOpen } from '../../data/taskQueries';
import { workedMinutes } from '../parts/due';

/** What the server would answer to this line now: why it would leave it. */
export type Overtaken = 'over' | 'begun' | 'by_hand' | 'to_another';

/** The remarks that the server leaves on lines it has not carried out. */
const REMARKS: Readonly<Record<Remark, Overtaken | 'not_here'>> = {
  'is done or cancelled': 'over',
  'is no task here': 'over',
  'is begun': 'begun',
  'was given by hand': 'by_hand',
  'was given to somebody else': 'to_another',
  'works here no more': 'not_here',
};

const BY_REMARK: ReadonlyMap<string, Overtaken | 'not_here'> = new Map(Object.entries(REMARKS));

/** Undefined for one that is newer than these. */
export function remarkOf({ remark }: SuggestionsLine): Overtaken | 'not_here' | undefined {
  return BY_REMARK.get(remark);
}

/** Null while the line can be done as it stands. */
export function overtaken(line: SuggestionsLine, task: Task | undefined): Overtaken | null {
  if (line.decision !== 'open' || line.staff_id === null) return null;
  if (!task || !isOpen(task)) return 'over';
  if (task.assignee === line.staff_id) return null;
  if (task.status === 'in_progress' || task.worked_seconds > 0) return 'begun';
  if (task.given === 'by_hand') return 'by_hand';
  return task.assignee === line.from_staff_id ? null : 'to_another';
}

export interface PersonsList {
  readonly staffId: string;
  readonly lines: readonly SuggestionsLine[];
}

export function listsOf(plan: Suggestion): readonly PersonsList[] {
  const people = [...new Set(plan.lines.flatMap(({ staff_id }) => staff_id ?? []))];
  return people.map((staffId) => ({
    staffId,
    lines: plan.lines
      .filter(({ staff_id }) => staff_id === staffId)
      .sort((one, other) => one.position - other.position),
  }));
}

/** What nobody gets. */
export function leftOut(plan: Suggestion): readonly SuggestionsLine[] {
  return plan.lines.filter(({ staff_id }) => staff_id === null);
}

/** Of the lines of a draft, as they are estimated. */
export function draftedMinutes(lines: readonly SuggestionsLine[]): number {
  return lines.reduce((sum, { estimated_minutes }) => sum + (estimated_minutes ?? 0), 0);
}

export function openLines(plan: Suggestion): readonly SuggestionsLine[] {
  return plan.lines.filter(({ decision }) => decision === 'open');
}

/** Whether it would change anything: the rest stays with whom it is. */
export function changesHands({ staff_id, from_staff_id }: SuggestionsLine): boolean {
  return staff_id !== from_staff_id;
}

/** Of these lines, what is still to be worked. */
export function minutesOf(
  lines: readonly SuggestionsLine[],
  taskOf: (id: string) => Task | undefined,
  now: Date,
): number {
  const left = (task: Task | undefined) =>
    task && isOpen(task) ? Math.max(0, task.estimated_minutes - workedMinutes(task, now)) : 0;
  return lines.reduce((sum, { task_id }) => sum + left(taskOf(task_id)), 0);
}

/** What has come since, but stands on no line: also what waits for its guest to leave. */
export function newSince(plan: Suggestion, tasks: readonly Task[]): readonly Task[] {
  const known = new Set(plan.lines.map(({ task_id }) => task_id));
  return tasks.filter((task) => isOpen(task) && !known.has(task.task_id));
}

/** Whether its day has not begun: then its tasks are not there yet, and nothing of it can be decided. */
export function isDraft({ business_date }: Suggestion, today: string): boolean {
  return (business_date ?? '') > today;
}
