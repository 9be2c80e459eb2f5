// Linen: lines, what goes out of the shelf and comes back, and counting it.
import { collection } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import { provisionalId, type Command, type Shown } from './commands';
import type { AddLinen, ChangeLinen, Counted, LinenLine, Scope } from './contracts';
import { propertyPath, type Watched } from './documents';
import { keptAs } from './kept';
import { add_linen, change_linen, issue_linen, return_linen } from './routes.gen';

export function allLinen({ db }: Cloud, scope: Scope): Watched {
  return { query: collection(db, `${propertyPath(scope)}/linen`), copy: keptAs(scope, 'linen') };
}

/** In the pace of use, pieces issued so long ago count half; as the server has it. */
const HALF_LIFE_MS = 2 * 60 * 60_000;
const MEAN_LIFE_MINUTES = HALF_LIFE_MS / 60_000 / Math.LN2;

export function isLow(line: Pick<LinenLine, 'stock' | 'low_watermark'>): boolean {
  return line.stock < line.low_watermark;
}

/** How long the shelf lasts at the recent pace, in minutes; null while not even one piece counts as recent use. */
export function lastsMinutes(line: LinenLine, at: Date): number | null {
  if (isLow(line) && line.stock === 0) return 0;
  if (line.used_at === null) return null;
  const age = Math.max(0, at.getTime() - line.used_at.getTime());
  const used = line.recent_use * 2 ** (-age / HALF_LIFE_MS);
  return used < 1 ? null : Math.floor((line.stock / used) * MEAN_LIFE_MINUTES);
}

/** How the line is called in this language; as the house calls it where nobody said. */
export function lineName(line: LinenLine, language: string): string {
  return line.translations[language] ?? line.name;
}

/** The line after so many pieces were taken off the shelf (below zero: put back). */
export function afterTaking(line: LinenLine, count: number): LinenLine {
  return { ...line, ...moved(line, count) };
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
