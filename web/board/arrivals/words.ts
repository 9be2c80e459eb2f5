// What is in the way of a guest, as one says it at the desk.
import type { Obstacle } from '../../data/contracts';
import { isolated, t, type MessageKey } from '../../i18n/index.svelte';
import { clockTime, timeOrDay, type Manner } from '../../i18n/time';
import { doneAt, type Line } from './lines';

interface House {
  name: (id: string) => string;
  manner: Manner;
}

/** Who is at it, and when it should be done; how it stands where nobody is. */
function workWords({ room, task }: Line, now: Date, { name, manner }: House): string {
  const state = t(`cleaning.${room?.cleaning.status ?? 'dirty'}`);
  if (!task?.assignee)
    return task ? t('arrivals.work.nobody', { state }) : t('arrivals.work.none', { state });
  const person = isolated(name(task.assignee));
  if (task.status === 'assigned') return t('arrivals.work.assigned', { state, person });
  if (task.status === 'paused') return t('arrivals.work.paused', { state, person });
  const at = doneAt(task, now);
  return at
    ? t('arrivals.work.until', { state, person, time: clockTime(at, manner) })
    : t('arrivals.work.going_on', { state, person });
}

export function obstacleWords(
  { what, until_at, detail }: Obstacle,
  line: Line,
  now: Date,
  house: House,
): string {
  const time = until_at ? timeOrDay(until_at, now, house.manner) : '';
  switch (what) {
    case 'no_room':
      return t('arrivals.way.no_room');
    case 'no_such_room':
      return t('arrivals.way.no_such_room', { room: isolated(detail) });
    case 'occupied':
      return t(until_at && until_at < now ? 'arrivals.way.occupied_late' : 'arrivals.way.occupied', { time });
    case 'out_of_use': {
      const reason = isolated(line.room?.blocks.map(({ reason: why }) => why).join(', ') || '–');
      const state = t(`cleaning.${detail}` as MessageKey);
      return t(time ? 'arrivals.way.out_until' : 'arrivals.way.out', { state, reason, time });
    }
    case 'not_ready':
      return workWords(line, now, house);
    case 'promised_earlier':
      return t('arrivals.way.promised_earlier');
    case 'overbooked':
      return t('arrivals.way.overbooked', { time });
    case 'do_not_disturb':
      return t('flag.do_not_disturb');
    case 'open_tickets':
      return t('tile.tickets', { count: Number(detail) });
    case 'discrepancy':
      return t(`discrepancy.${detail}` as MessageKey);
  }
}
