import { describe, expect, it } from 'vitest';
import { changesOf, eventOf } from './changes';

// Without catalogs a message is its key, which is all that matters here.
const teller = { name: (id: string) => id, when: (at: Date) => at.toISOString().slice(11, 16) };
const told = (field: string, before: unknown, after: unknown) =>
  changesOf([{ field, before, after }], teller);
const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);
const task = (task_id: string, status: string, assignee: string | null = null) => ({
  task_id,
  kind: 'turnover',
  status,
  assignee,
});

describe('a change of the row', () => {
  it('of a state is said from what to what', () => {
    expect(told('cleaning.status', 'dirty', 'cleaning')).toEqual([
      { label: 'filter.cleaning', before: 'cleaning.dirty', after: 'cleaning.cleaning' },
    ]);
  });

  it('of a time is said in the words for times', () => {
    expect(told('stay.check_out_at', at('07:30'), at('09:00'))).toEqual([
      { label: 'panel.check_out', before: '07:30', after: '09:00' },
    ]);
  });

  it('of a list names what came, what went and what is another', () => {
    const before = [task('gone', 'pending'), task('kept', 'pending'), task('moved', 'assigned', 'zahra')];
    const after = [task('kept', 'pending'), task('moved', 'in_progress', 'zahra'), task('new', 'pending')];
    const label = 'task_kind.turnover';
    expect(told('tasks', before, after)).toEqual([
      { label, before: 'room.task.pending', after: null },
      {
        label,
        before: 'room.task.assigned · \u2068zahra\u2069',
        after: 'room.task.in_progress · \u2068zahra\u2069',
      },
      { label, before: null, after: 'room.task.pending' },
    ]);
  });

  it('of the arrivals says the next one only', () => {
    const coming = (time: string) => ({ stay_id: time, expected_at: at(time) });
    expect(told('upcoming', [coming('14:00')], [coming('14:00'), coming('16:00')])).toEqual([]);
    expect(told('upcoming', [coming('14:00')], [])).toEqual([
      { label: 'panel.next_arrival', before: '14:00', after: null },
    ]);
  });

  it('that says nothing to a person is silent', () => {
    expect(told('cleaning.since', at('07:30'), at('08:00'))).toEqual([]);
    expect(told('stay.guest_id', 'gst_1', 'gst_2')).toEqual([]);
  });
});

describe('what a line was about', () => {
  it.each([
    ['event', 'open_turnover_when_guest_checked_out', 'guest_checked_out'],
    ['command', 'set_room_status', null],
    ['job', 'seed', null],
  ])('of a %s %s', (kind, name, event) => {
    expect(eventOf({ kind, name })).toBe(event);
  });
});
