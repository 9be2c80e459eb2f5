// Shifts: who goes on the floor and who leaves it. Their queries are in shiftQueries.ts.
import { commandOf, type Here } from './calls';
import { provisionalId, workOf, type Command, type Shown } from './commands';
import type { PlanShift, Shift } from './contracts';
import { end_shift, plan_shift, start_shift } from './routes.gen';
import { hotelNow } from '../now';

const on = (shift: Shift, fields: Partial<Shift>): Shown => ({ kind: 'shifts', id: shift.shift_id, fields });
const of = (shift: Shift) => ({ ids: { shift_id: shift.shift_id }, lane: workOf(shift.staff_id) });
const about = (key: string, staffId: string) => ({ key: `note.${key}`, people: { person: staffId } });

/** Without `starts_at` they are on from now. */
export function planShift(here: Here, wanted: PlanShift): Command<Shift> {
  const now = hotelNow();
  const startsAt = wanted.starts_at ?? now;
  const shift: Shift = {
    revision: 0,
    updated_at: null,
    shift_id: provisionalId(),
    staff_id: wanted.staff_id,
    external_shift_id: null,
    status: wanted.starts_at ? 'planned' : 'on',
    starts_at: startsAt,
    ends_at: wanted.ends_at,
    started_at: wanted.starts_at ? null : now,
    ended_at: null,
    capacity_minutes:
      wanted.capacity_minutes ?? Math.round((wanted.ends_at.getTime() - startsAt.getTime()) / 60_000),
    languages: wanted.languages ?? [],
    skills: wanted.skills ?? [],
    floors: wanted.floors ?? [],
    wing: wanted.wing ?? null,
    reason: '',
    left: [],
  };
  return commandOf(plan_shift, here, {
    body: wanted,
    lane: workOf(wanted.staff_id),
    shows: [{ kind: 'shifts', id: shift.shift_id, fields: { ...shift }, isNew: true }],
    about: about('plan_shift', wanted.staff_id),
  });
}

export function startShift(here: Here, shift: Shift): Command<Shift> {
  return commandOf(start_shift, here, {
    ...of(shift),
    body: {},
    shows: [on(shift, { status: 'on', started_at: hotelNow() })],
    about: about('start_shift', shift.staff_id),
  });
}

/** On time, or because they fell ill. What they have in hand goes to others. */
export function endShift(here: Here, shift: Shift, reason = ''): Command<Shift> {
  return commandOf(end_shift, here, {
    ...of(shift),
    body: { reason },
    shows: [on(shift, { status: 'ended', ended_at: hotelNow(), reason })],
    about: about('end_shift', shift.staff_id),
  });
}
