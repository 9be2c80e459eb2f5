import { describe, expect, it } from 'vitest';
import type { Task, Worklist } from '../../data/contracts';
import { aTaskIn } from '../../data/samples';
import { cameBack, dayOf } from './list';

const NOW = new Date('2026-11-25T09:00Z');
const mine = (room: string, changes: Partial<Task> = {}) =>
  aTaskIn(room, { assignee: 'me', status: 'assigned', estimated_minutes: 30, ...changes });
const listOf = (...tasks: Task[]): Worklist => ({
  revision: 1,
  updated_at: null,
  staff_id: 'me',
  shift_id: null,
  tasks: tasks.map(({ task_id, room_id, kind, status }) => ({
    task_id,
    room_id,
    kind,
    status,
    minutes: 30,
    parked: false,
    again: false,
  })),
  tally: { shift_id: null, minutes: 0, checkouts: 0, rooms: {} },
  running: null,
  last_room_id: null,
  last_floor: null,
  last_wing: null,
  last_seen_at: null,
});
const day = (tasks: Task[], more: Partial<Parameters<typeof dayOf>[0]> = {}) =>
  dayOf({ tasks, worklist: undefined, me: 'me', chosen: null, now: NOW, waits: () => false, ...more });
const rooms = (tasks: readonly Task[]) => tasks.map(({ room_id }) => room_id);

describe('the day of one person', () => {
  const [a, b, c] = [mine('101'), mine('102'), mine('103')] as const;

  it('goes by their list', () => {
    const { current, rest } = day([a, b, c], { worklist: listOf(c, a, b) });
    expect(current?.room_id).toBe('103');
    expect(rooms(rest)).toEqual(['101', '102']);
  });

  it('shows what they are at before all else, then what they chose, then what they paused', () => {
    const paused = mine('104', { status: 'paused' });
    const running = mine('105', { status: 'in_progress' });
    expect(day([a, paused]).current).toBe(paused);
    expect(day([a, paused], { chosen: a.task_id }).current).toBe(a);
    expect(day([a, paused, running], { chosen: a.task_id }).current).toBe(running);
  });

  it('passes over doors behind which somebody is, until there are no others', () => {
    const quiet = mine('104', { parked_since: NOW });
    expect(
      day([quiet, a, b], { worklist: listOf(quiet, a, b), waits: ({ room_id }) => room_id === '101' })
        .current,
    ).toBe(b);
    expect(rooms(day([quiet, a, b], { worklist: listOf(quiet, a, b) }).rest)).toEqual(['102', '104']);
    expect(day([quiet]).current).toBe(quiet);
  });

  it('says what came back while they are at something else, and nothing once it is before their eyes', () => {
    const running = mine('104', { status: 'in_progress' });
    const again = mine('105', { wrong: ['bathroom'] });
    expect(cameBack(day([running, a, again], { worklist: listOf(running, again, a) }))).toBe(again);
    expect(cameBack(day([a, again], { worklist: listOf(again, a) }))).toBeUndefined();
    expect(cameBack(day([running, a]))).toBeUndefined();
  });

  it('counts what is done and what is left', () => {
    const done = mine('106', { status: 'completed', finished_by: 'me' });
    const gone = mine('107', { status: 'cancelled', finished_by: null });
    const half = mine('108', { status: 'paused', worked_seconds: 600 });
    expect(day([a, half, done, gone, aTaskIn('109', { assignee: 'other' })])).toMatchObject({
      done: 1,
      total: 3,
      minutes: 50,
    });
  });

  it('is over when nothing is left', () => {
    expect(day([])).toMatchObject({ current: null, rest: [], done: 0, total: 0, minutes: 0 });
  });
});
