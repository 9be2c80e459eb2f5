import { describe, expect, it } from 'vitest';
import type { Suggestion, SuggestionsLine } from '../../data/contracts';
import { aTask } from '../../data/samples';
import {
  changesHands,
  draftedMinutes,
  isDraft,
  leftOut,
  listsOf,
  minutesOf,
  newSince,
  overtaken,
} from './lines';

const line = (changes: Partial<SuggestionsLine> = {}): SuggestionsLine => ({
  task_id: 'hkt_1',
  room_id: '204',
  kind: 'turnover',
  priority: 'normal',
  estimated_minutes: 30,
  due_at: null,
  not_before: null,
  waits_for_guest: false,
  staff_id: 'a',
  from_staff_id: null,
  position: 0,
  starts_at: null,
  reasons: [],
  why: [],
  decision: 'open',
  remark: '',
  ...changes,
});
const plan = (...lines: SuggestionsLine[]) => ({ lines }) as unknown as Suggestion;

describe('a line', () => {
  it.each([
    ['as it was', aTask(), null],
    ['that is so already', aTask({ status: 'assigned', assignee: 'a', given: 'by_hand' }), null],
    ['whose task is over', aTask({ status: 'cancelled' }), 'over'],
    ['whose task is gone', undefined, 'over'],
    ['somebody else has begun', aTask({ status: 'in_progress', assignee: 'b' }), 'begun'],
    ['somebody gave to another', aTask({ status: 'assigned', assignee: 'b', given: 'by_hand' }), 'by_hand'],
    [
      'the house gave to another',
      aTask({ status: 'assigned', assignee: 'b', given: 'automatically' }),
      'to_another',
    ],
  ])('%s', (_, task, expected) => {
    expect(overtaken(line(), task)).toBe(expected);
  });

  it('that is decided is not overtaken any more', () => {
    expect(overtaken(line({ decision: 'accepted' }), undefined)).toBeNull();
  });

  it('changes hands, or stays', () => {
    expect(changesHands(line())).toBe(true);
    expect(changesHands(line({ from_staff_id: 'a' }))).toBe(false);
  });
});

describe('a plan', () => {
  const whole = plan(
    line({ task_id: '2', position: 1 }),
    line({ task_id: '1' }),
    line({ task_id: '3', staff_id: null }),
  );

  it('is a list for each, and what nobody gets', () => {
    const [first] = listsOf(whole);
    expect(first?.lines.map(({ task_id }) => task_id)).toEqual(['1', '2']);
    expect(leftOut(whole).map(({ task_id }) => task_id)).toEqual(['3']);
  });

  it('weighs what is left to do', () => {
    const now = new Date('2026-11-25T12:00:00Z');
    const tasks = new Map([
      ['1', aTask({ estimated_minutes: 30, worked_seconds: 600 })],
      ['2', aTask({ status: 'completed' })],
    ]);
    expect(minutesOf(listsOf(whole)[0]?.lines ?? [], (id) => tasks.get(id), now)).toBe(20);
  });

  it('of a later day is a draft', () => {
    const of = (business_date: string | null) => ({ ...whole, business_date });
    expect(isDraft(of('2026-11-26'), '2026-11-25')).toBe(true);
    expect(isDraft(of('2026-11-25'), '2026-11-25')).toBe(false);
    expect(isDraft(of(null), '2026-11-25')).toBe(false);
  });

  it('of a later day weighs what is estimated, for its tasks are not there yet', () => {
    expect(draftedMinutes([line({ estimated_minutes: 30 }), line({ estimated_minutes: 25 })])).toBe(55);
  });

  it('knows what came since, also what waits for its guest to leave', () => {
    const tasks = [
      aTask({ task_id: '1' }),
      aTask({ task_id: '4' }),
      aTask({ task_id: '5', vacated_at: null }),
    ];
    expect(newSince(whole, tasks).map(({ task_id }) => task_id)).toEqual(['4', '5']);
  });
});
