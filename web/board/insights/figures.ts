// What the figures are drawn from: turnovers by day, work by person, how long linen lasts. Pure.
import type { LinenLine, Task } from '../../data/contracts';
import { daysBefore } from '../../data/day';

export const MOST_DAYS = 92;

export interface Period {
  /** Business dates, both within. */
  readonly from: string;
  readonly to: string;
}

export const LENGTHS = ['7', '14', '30'] as const;
export type Length = (typeof LENGTHS)[number] | 'own';

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The period that an address asks for: the last so many days, or from one day to another, a quarter of a year at most. */
export function periodOf(
  query: Readonly<Record<string, string>>,
  today: string,
): Period & { readonly length: Length } {
  const { from = '', to = '' } = query;
  if (DAY.test(from) && DAY.test(to) && from <= to && to <= today) {
    const earliest = daysBefore(to, MOST_DAYS - 1);
    return { length: 'own', from: from < earliest ? earliest : from, to };
  }
  const length = LENGTHS.find((one) => one === query.days) ?? '7';
  return { length, from: daysBefore(today, Number(length) - 1), to: today };
}

export function daysOf({ from, to }: Period): string[] {
  const days = [from];
  for (let day = from; day < to && days.length < MOST_DAYS;) {
    day = daysBefore(day, -1);
    days.push(day);
  }
  return days;
}

/** By nearest rank, as the server has it; null of nothing. */
export function percentile(ascending: readonly number[], rank: number): number | null {
  return ascending[Math.max(0, Math.ceil((ascending.length * rank) / 100) - 1)] ?? null;
}

export interface DayFigures {
  readonly day: string;
  /** Departures whose room was to be made ready. */
  readonly turnovers: number;
  readonly ready: number;
  /** Minutes from the guest's leaving to ready. */
  readonly median: number | null;
  readonly slowest: number | null;
}

type Turnover = Pick<
  Task,
  'task_id' | 'room_id' | 'kind' | 'stay_id' | 'business_date' | 'vacated_at' | 'ready_at'
>;

const tookMinutes = ({ vacated_at, ready_at }: Turnover) =>
  vacated_at && ready_at ? Math.floor((ready_at.getTime() - vacated_at.getTime()) / 60_000) : null;

/** One line for each day of the period. What was not finished and done again is one departure. */
export function byDay(tasks: readonly Turnover[], period: Period): readonly DayFigures[] {
  const left = tasks.filter((task) => task.kind === 'turnover' && task.stay_id && task.vacated_at);
  return daysOf(period).map((day) => {
    const ofDay = left.filter((task) => task.business_date === day);
    const took = ofDay
      .map(tookMinutes)
      .filter((minutes) => minutes !== null)
      .sort((one, other) => one - other);
    return {
      day,
      turnovers: new Set(ofDay.map((task) => `${task.stay_id} ${task.room_id}`)).size,
      ready: took.length,
      median: percentile(took, 50),
      slowest: percentile(took, 90),
    };
  });
}

export interface Load {
  readonly staffId: string;
  readonly tasks: number;
  /** Planned minutes of what is still to be done, less what was worked on it. */
  readonly minutes: number;
}

/** What is on each list now, the longest first. `open` are tasks that are not over. */
export function loads(
  open: readonly Pick<Task, 'assignee' | 'estimated_minutes' | 'worked_seconds'>[],
): readonly Load[] {
  const found = new Map<string, Load>();
  for (const { assignee, estimated_minutes, worked_seconds } of open) {
    if (!assignee) continue;
    const { tasks, minutes } = found.get(assignee) ?? { tasks: 0, minutes: 0 };
    const left = Math.max(0, estimated_minutes - Math.round(worked_seconds / 60));
    found.set(assignee, { staffId: assignee, tasks: tasks + 1, minutes: minutes + left });
  }
  return [...found.values()].sort((one, other) => other.minutes - one.minutes);
}

/** As the server counts recent use: each piece halves in this time. */
const HALF_LIFE_MINUTES = 120;
const MEAN_LIFE_MINUTES = HALF_LIFE_MINUTES / Math.LN2;

/** How long the shelf lasts at the recent pace; null while nothing of the line is being used. */
export function lastsMinutes(line: LinenLine, now: Date): number | null {
  if (line.stock === 0 && line.stock < line.low_watermark) return 0;
  if (!line.used_at) return null;
  const ago = Math.max(0, now.getTime() - line.used_at.getTime()) / 60_000;
  const used = line.recent_use * 2 ** (-ago / HALF_LIFE_MINUTES);
  return used >= 1 ? Math.floor((line.stock / used) * MEAN_LIFE_MINUTES) : null;
}
