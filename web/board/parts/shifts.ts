// What of a shift is left for work, as the server counts it. Pure.
import type { Shift } from '../../data/contracts';

/** Minutes of work until the planned end; the break is spread evenly, for nobody says when it is taken. */
export function minutesLeft({ status, starts_at, ends_at, capacity_minutes }: Shift, at: Date): number {
  if (status === 'ended') return 0;
  const length = ends_at.getTime() - starts_at.getTime();
  const here = ends_at.getTime() - Math.max(at.getTime(), starts_at.getTime());
  return here <= 0 || length <= 0 ? 0 : Math.round(capacity_minutes * Math.min(1, here / length));
}
