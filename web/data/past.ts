// The tasks and inspections of the last 30 days, kept on the device so that they can be looked at in the basement. Brought a day
// at a time, the latest first, while nobody needs the device for anything else.
import type { Cloud } from './cloud';
import type { Inspection, Scope, Task } from './contracts';
import { businessDate, daysBefore, startOf, type Clockwork } from './day';
import { copiesNamed, copyOf, dropCopies, keepCopy } from './device';
import type { Stop } from './documents';
import { inspectionsBetween } from './inspections';
import { tasksEnded } from './taskQueries';
import { hotelNow } from '../now';

export const DAYS_KEPT = 30;

/** The days before today that are still to be brought, the latest first. */
export function missingDays(today: string, brought: readonly string[]): string[] {
  const days = Array.from({ length: DAYS_KEPT }, (_, index) => daysBefore(today, index + 1));
  return days.filter((day) => !brought.includes(day));
}

interface Day {
  readonly tasks: readonly Task[];
  readonly inspections: readonly Inspection[];
}

/** What somebody has of their own work is kept apart from what a lead has of everybody's. */
const placeOf = ({ tenant, property }: Scope, whose: string | null) =>
  `${whose === null ? 'past' : 'own past'} ${tenant}/${property} `;

const hoursOf = (day: string, house: Clockwork) =>
  [startOf(day, house), startOf(daysBefore(day, -1), house)] as const;

async function ask(
  cloud: Cloud,
  scope: Scope,
  house: Clockwork,
  day: string,
  whose: string | null,
): Promise<Day> {
  const hours = hoursOf(day, house);
  const [tasks, inspections] = await Promise.all([
    tasksEnded(cloud, scope, ...hours, whose),
    inspectionsBetween(cloud, scope, ...hours),
  ]);
  return { tasks, inspections };
}

/**
 * The tasks that ended on a day; `whose`: in the hands of one person. Without network as this device has it; rejects where
 * it has none.
 */
export async function tasksOfDay(
  cloud: Cloud,
  scope: Scope,
  house: Clockwork,
  day: string,
  whose: string | null,
): Promise<readonly Task[]> {
  try {
    return await tasksEnded(cloud, scope, ...hoursOf(day, house), whose);
  } catch (error) {
    const kept = await copyOf<Day>(placeOf(scope, whose) + day);
    if (!kept) throw error;
    return kept.tasks;
  }
}

/** A page that was just opened is about to be used, and may not be there for long. */
const SETTLED_MS = 10_000;

/** When the device has nothing else to do; where a browser does not say, after a while. */
function whenIdle(run: () => void): Stop {
  if ('requestIdleCallback' in globalThis) {
    const idle = requestIdleCallback(run);
    return () => cancelIdleCallback(idle);
  }
  const timer = setTimeout(run, 3_000);
  return () => clearTimeout(timer);
}

/** `mayGo`: whether the server is there to be asked; a day that could not be brought is brought another time. */
export function catchUp(
  cloud: Cloud,
  scope: Scope,
  house: Clockwork,
  whose: string | null,
  mayGo: () => boolean,
): Stop {
  const place = placeOf(scope, whose);
  let stopped = false;
  let stop: Stop = () => undefined;

  async function next(): Promise<void> {
    const brought = (await copiesNamed(place)).map((name) => name.slice(place.length));
    const today = businessDate(house, hotelNow());
    const [day] = missingDays(today, brought);
    if (!day || stopped || !mayGo()) return;
    const found = await ask(cloud, scope, house, day, whose);
    if (stopped || !mayGo()) return;
    await keepCopy(place + day, found);
    const old = brought.filter((one) => one < daysBefore(today, DAYS_KEPT));
    const notTheirs = whose === null ? [] : await copiesNamed(placeOf(scope, null));
    await dropCopies([...old.map((one) => place + one), ...notTheirs]);
    stop = whenIdle(() => void next().catch(() => undefined));
  }

  const later = setTimeout(() => {
    stop = whenIdle(() => void next().catch(() => undefined));
  }, SETTLED_MS);
  return () => {
    stopped = true;
    clearTimeout(later);
    stop();
  };
}
