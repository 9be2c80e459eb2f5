// Linen: lines, what goes out of the shelf and comes back, and counting it.
import { collection, type Query } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import { provisionalId, type Command, type Shown } from './commands';
import type { AddLinen, ChangeLinen, Counted, LinenLine, Scope } from './contracts';
import { propertyPath } from './documents';
import { add_linen, change_linen, issue_linen, return_linen } from './routes.gen';

export function allLinen({ db }: Cloud, scope: Scope): Query {
  return collection(db, `${propertyPath(scope)}/linen`);
}

const on = (line: LinenLine, fields: Partial<LinenLine>): Shown => ({
  kind: 'linen',
  id: line.line_id,
  fields,
});
const of = (line: LinenLine) => ({ ids: { line_id: line.line_id }, lane: line.line_id });

function moved(line: LinenLine, count: number): Partial<LinenLine> {
  return { stock: Math.max(0, line.stock - count), in_use: Math.max(0, line.in_use + count) };
}

/** Takes clean pieces off the shelf, for a task where one is named. */
export function issueLinen(here: Here, line: LinenLine, count: number, taskId?: string): Command<LinenLine> {
  return commandOf(issue_linen, here, {
    ...of(line),
    body: { count, task_id: taskId ?? null },
    shows: [on(line, moved(line, count))],
    about: { key: 'note.issue_linen', values: { line: line.name, count } },
  });
}

/** Puts clean pieces back on the shelf. */
export function returnLinen(here: Here, line: LinenLine, count: number, taskId?: string): Command<LinenLine> {
  return commandOf(return_linen, here, {
    ...of(line),
    body: { count, task_id: taskId ?? null },
    shows: [on(line, moved(line, -count))],
    about: { key: 'note.return_linen', values: { line: line.name, count } },
  });
}

export function countLinen(here: Here, line: LinenLine, counted: Counted): Command<LinenLine> {
  return commandOf(change_linen, here, {
    ...of(line),
    body: { stocktake: counted },
    shows: [on(line, { stock: counted.stock, in_use: counted.in_use ?? line.in_use })],
    about: { key: 'note.count_linen', values: { line: line.name, count: counted.stock } },
  });
}

export function changeLinen(
  here: Here,
  line: LinenLine,
  change: Omit<ChangeLinen, 'stocktake'>,
): Command<LinenLine> {
  const said = Object.entries(change).filter(([, value]) => value != null);
  return commandOf(change_linen, here, {
    ...of(line),
    body: change,
    shows: [on(line, Object.fromEntries(said))],
    about: { key: 'note.change_linen', values: { line: line.name } },
  });
}

export function addLinen(here: Here, wanted: AddLinen): Command<LinenLine> {
  const line: LinenLine = {
    revision: 0,
    updated_at: null,
    line_id: provisionalId(),
    name: wanted.name,
    translations: wanted.translations ?? {},
    stock: wanted.stock,
    in_use: wanted.in_use ?? 0,
    beyond: 0,
    low_watermark: wanted.low_watermark,
    low_since: null,
    recent_use: 0,
    used_at: null,
    stocktake: null,
  };
  return commandOf(add_linen, here, {
    body: wanted,
    lane: line.line_id,
    shows: [{ kind: 'linen', id: line.line_id, fields: { ...line }, isNew: true }],
    about: { key: 'note.add_linen', values: { line: line.name } },
  });
}
