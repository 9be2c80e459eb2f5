import { describe, expect, it } from 'vitest';
import type { Shift, Task, Worklist } from '../../data/contracts';
import { aTask } from '../../data/samples';
import { byPerson, byState, inHand, peopleOf, placed, stateOf } from './columns';

const ids = (tasks: readonly Task[]) => tasks.map(({ task_id }) => task_id);
const task = (task_id: string, changes: Partial<Task> = {}) => aTask({ task_id, ...changes });
const worklist = (staff_id: string, tasks: readonly Task[]) =>
  ({ staff_id, tasks: tasks.map(inHand) }) as unknown as Worklist;

describe('by state', () => {
  it.each([
    [{ status: 'pending' as const }, 'pending'],
    [{ status: 'pending' as const, kind: 'inspection' as const }, 'inspection'],
    [{ status: 'in_progress' as const, kind: 'inspection' as const }, 'in_progress'],
    [{ status: 'requires_maintenance' as const }, 'failed'],
    [{ status: 'cancelled' as const }, null],
  ])('%o is %s', (fields, state) => {
    expect(stateOf(aTask(fields))).toBe(state);
  });

  it('what presses lies first, what the guest keeps us out of last', () => {
    const noon = new Date('2026-11-25T12:00:00Z');
    const tasks = [
      task('low', { priority: 'low' }),
      task('parked', { priority: 'urgent', parked_since: noon }),
      task('due', { due_at: noon }),
      task('normal'),
      task('urgent', { priority: 'urgent' }),
    ];
    expect(ids(byState(tasks)[0]?.tasks ?? [])).toEqual(['urgent', 'due', 'normal', 'low', 'parked']);
  });
});

describe('by person', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => task(id, { status: 'assigned', assignee: 'stf_1' })) as [
    Task,
    Task,
    Task,
  ];

  it('a list lies in its order; what was just given comes last, and what was taken away is gone', () => {
    const list = worklist('stf_1', [b, task('gone'), a]);
    const columns = byPerson([a, b, c, task('open')], ['stf_1', 'stf_2'], (id) =>
      id === 'stf_1' ? list : undefined,
    );
    expect(columns.map(({ id, tasks }) => [id, ids(tasks)])).toEqual([
      ['nobody', ['open']],
      ['stf_1', ['b', 'a', 'c']],
      ['stf_2', []],
    ]);
  });

  it('has who is here, who will be, and who has tasks', () => {
    const shift = (staff_id: string, status: Shift['status']) => ({ staff_id, status }) as Shift;
    const shifts = [shift('z', 'on'), shift('b', 'planned'), shift('a', 'on'), shift('a', 'planned')];
    const tasks = [
      task('1', { assignee: 'm', status: 'paused' }),
      task('2', { assignee: 'z', status: 'assigned' }),
    ];
    expect(peopleOf(shifts, tasks, (id) => id)).toEqual(['a', 'z', 'b', 'm']);
  });
});

describe('what is put among those in sight', () => {
  it.each([
    ['before the next one', ['1', '2', '3', '4'], '4', ['2', '4', '3'], ['1', '2', '4', '3']],
    [
      'before what is hidden, where the next one is after it',
      ['1', 'x', '2'],
      '3',
      ['1', '3', '2'],
      ['1', 'x', '3', '2'],
    ],
    ['after the last one', ['1', '2', 'x'], '1', ['2', '1'], ['2', '1', 'x']],
    ['alone', ['x', 'y'], '1', ['1'], ['x', 'y', '1']],
  ])('%s', (_, whole, moved, seen, expected) => {
    expect(placed(whole, moved, seen)).toEqual(expected);
  });
});
