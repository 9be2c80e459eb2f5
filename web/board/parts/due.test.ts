import { describe, expect, it } from 'vitest';
import { aTask } from '../../data/samples';
import { dueOf, waitsForGuest, workedMinutes } from './due';

const at = (time: string) => new Date(`2026-11-25T${time}:00Z`);
const noon = at('12:00');

describe('the time of a task', () => {
  it.each([
    ['past', { due_at: at('11:48') }, at('12:08'), 'late', 12],
    ['closer than the work is long', { due_at: at('12:20') }, at('12:40'), 'tight', 20],
    ['with time enough', { due_at: at('13:40') }, at('14:05'), 'before_arrival', 25],
    ['that no arrival asks for', { due_at: at('13:40') }, undefined, 'by', null],
  ])('%s', (_, fields, arrival, how, minutes) => {
    const due = dueOf(aTask({ estimated_minutes: 30, ...fields }), arrival, noon);
    expect(due?.how).toBe(how);
    expect(due?.span?.values.minutes ?? null).toBe(minutes);
  });

  it('counts what is worked already', () => {
    const begun = aTask({ status: 'in_progress', running_since: at('11:45'), due_at: at('12:20') });
    expect(workedMinutes(begun, noon)).toBe(15);
    expect(dueOf({ ...begun, estimated_minutes: 30 }, undefined, noon)?.how).toBe('by');
  });

  it('is the earliest beginning where there is no latest end', () => {
    expect(dueOf(aTask({ scheduled_for: at('15:00') }), undefined, noon)?.how).toBe('from');
    expect(dueOf(aTask({ scheduled_for: at('11:00') }), undefined, noon)).toBeNull();
  });

  it('is nothing any more when the task is over', () => {
    expect(dueOf(aTask({ status: 'completed', due_at: at('11:00') }), undefined, noon)).toBeNull();
  });
});

it('a turnover waits for its guest, other work does not', () => {
  expect(waitsForGuest(aTask({ vacated_at: null }))).toBe(true);
  expect(waitsForGuest(aTask({ vacated_at: noon }))).toBe(false);
  expect(waitsForGuest(aTask({ kind: 'mid_stay_clean', vacated_at: null }))).toBe(false);
});
