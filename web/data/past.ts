// Brings the last 30 days of tasks and inspections into the device's cache while nobody needs it for anything else, so that
// they can be looked at in the basement. A day at a time, the latest first; it remembers which days it has.
import type { Cloud } from './cloud';
import type { Scope } from './contracts';
import { businessDate, daysBefore, startOf, type Clockwork } from './day';
import { copyOf, keepCopy } from './device';
import type { Stop } from './documents';
import { inspectionsBetween } from './inspections';
import { tasksEnded } from './tasks';

export const DAYS_KEPT = 30;

/** The days before today that are still to be brought, the latest first. */
export function missingDays(today: string, brought: readonly string[]): string[] {
  const days = Array.from({ length: DAYS_KEPT }, (_, index) => daysBefore(today, index + 1));
  return days.filter((day) => !brought.includes(day));
}

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
export function catchUp(cloud: Cloud, scope: Scope, house: Clockwork, mayGo: () => boolean): Stop {
  const name = `past ${scope.tenant}/${scope.property}`;
  let stopped = false;
  let stop: Stop = () => undefined;

  async function next(): Promise<void> {
    const brought = (await copyOf<readonly string[]>(name)) ?? [];
    const today = businessDate(house, new Date());
    const [day] = missingDays(today, brought);
    if (!day || stopped || !mayGo()) return;
    const [from, until] = [startOf(day, house), startOf(daysBefore(day, -1), house)];
    await Promise.all([tasksEnded(cloud, scope, from, until), inspectionsBetween(cloud, scope, from, until)]);
    if (stopped || !mayGo()) return;
    await keepCopy(name, [day, ...brought].sort().reverse().slice(0, DAYS_KEPT));
    stop = whenIdle(() => void next().catch(() => undefined));
  }

  stop = whenIdle(() => void next().catch(() => undefined));
  return () => {
    stopped = true;
    stop();
  };
}
