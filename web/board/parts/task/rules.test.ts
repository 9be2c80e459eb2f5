import { describe, expect, it } from 'vitest';
import type { Room, StaffRole, Task } from '../../../data/contracts';
import { aRoom, aTaskIn } from '../../../data/samples';
import { inspectionList, leftUnticked, obstacleOf, stepsOf, unticked, wordsIn, type Step } from './rules';
import { workedSeconds } from '../due';

const who = (role: StaffRole, ...skills: string[]) => ({ me: 'me', role, skills });
const steps = (changes: Partial<Task>, role: StaffRole = 'housekeeper', ...skills: string[]) => [
  ...stepsOf(aTaskIn('204', changes), who(role, ...skills)),
];
const mine: Partial<Task> = { assignee: 'me', status: 'assigned' };
const WORK: Step[] = ['start', 'pause', 'resume', 'complete', 'fail', 'report', 'report_heavy'];
const guest = (stayId: string): Room['stay'] => ({
  stay_id: stayId,
  guest_id: 'gst_1',
  checked_in_at: new Date('2026-11-24T14:00Z'),
  check_out_at: new Date('2026-11-25T12:00Z'),
  in_room_since: null,
  party: 2,
  vip: false,
  language: null,
  share_id: null,
  visit_since: null,
  awaits_check_in: false,
});

describe('what may be done with a task', () => {
  it('is to begin it, for who has it', () => {
    expect(steps(mine)).toEqual(['start', 'fail', 'report', 'report_heavy', 'escalate', 'note']);
  });

  it('is to stop and end it while at work, and to go on after a pause', () => {
    expect(steps({ ...mine, status: 'in_progress' })).toEqual(expect.arrayContaining(['pause', 'complete']));
    expect(steps({ ...mine, status: 'in_progress' })).not.toContain('resume');
    expect(steps({ ...mine, status: 'paused' })).toEqual(expect.arrayContaining(['resume', 'complete']));
    expect(steps({ ...mine, status: 'paused' })).not.toContain('pause');
  });

  it('is no work of a colleague’s, but for a shift lead', () => {
    const theirs: Partial<Task> = { assignee: 'other', status: 'in_progress' };
    expect(steps(theirs).filter((step) => WORK.includes(step))).toEqual([]);
    expect(steps(theirs, 'supervisor')).toEqual(expect.arrayContaining(['pause', 'complete', 'cancel']));
    expect(steps(theirs, 'supervisor')).not.toContain('assign');
  });

  it('is to take what nobody has', () => {
    expect(steps({ status: 'pending' })).toEqual(['start', 'escalate', 'take', 'note']);
    expect(steps({ status: 'pending' }, 'supervisor')).toEqual(expect.arrayContaining(['start', 'assign']));
    expect(steps({ status: 'pending' }, 'supervisor')).not.toContain('put_back');
    expect(steps({ status: 'pending' }, 'supervisor')).not.toContain('escalate');
  });

  it('is for the desk to say how urgent it is, to call and to write', () => {
    expect(steps({ status: 'pending' }, 'front_desk')).toEqual(['escalate', 'prioritise', 'note']);
  });

  it('is to write on it when it is over, and nothing else', () => {
    expect(steps({ ...mine, status: 'cancelled' }, 'manager')).toEqual(['note']);
  });

  it('is nothing while the server has not named it', () => {
    expect(steps({ ...mine, task_id: 'new-1' })).toEqual([]);
  });

  it('is one call at a time, answered by a shift lead', () => {
    const at = new Date();
    const escalation = {
      reason: '',
      by: 'me',
      at,
      also: [],
      told: 1,
      last_told_at: at,
      answered_at: null,
      answered_by: null,
    };
    expect(steps({ ...mine, escalation })).not.toContain('escalate');
    expect(steps({ ...mine, escalation })).not.toContain('answer');
    expect(steps({ ...mine, escalation }, 'supervisor')).toContain('answer');
  });
});

describe('an inspection', () => {
  const asked: Partial<Task> = { kind: 'inspection', status: 'pending', of_task_id: 'hkt_work' };

  it('is a shift lead’s, or of who is on shift with the skill; nobody has to start it', () => {
    expect(steps(asked, 'supervisor')).toContain('inspect');
    expect(steps(asked, 'housekeeper', 'inspection')).toContain('inspect');
    expect(steps(asked)).not.toContain('inspect');
    expect(steps(asked, 'supervisor')).not.toContain('start');
  });

  it('is never of one’s own work', () => {
    const work = aTaskIn('204', { finished_by: 'me' });
    expect([...stepsOf(aTaskIn('204', asked), who('housekeeper', 'inspection'), work)]).not.toContain(
      'inspect',
    );
  });

  it('can be done on finished work once', () => {
    expect(steps({ status: 'completed' }, 'supervisor')).toContain('inspect');
    expect(steps({ status: 'completed', inspection_id: 'ins_1' }, 'supervisor')).not.toContain('inspect');
    expect(steps({ status: 'completed', kind: 'mid_stay_clean' }, 'supervisor')).not.toContain('inspect');
  });

  it('asks what the house asks in such rooms, else in all', () => {
    const list = {
      revision: 1,
      updated_at: null,
      name: '',
      version: 1,
      active: true,
      items: [],
      kind: 'inspection',
    } as const;
    const all = { ...list, checklist_id: 'all', room_type: '' };
    const suites = { ...list, checklist_id: 'suites', room_type: 'suite' };
    expect(inspectionList([all, suites], 'suite')).toBe(suites);
    expect(inspectionList([all, suites], 'double')).toBe(all);
    expect(inspectionList([{ ...all, active: false }], 'double')).toBeUndefined();
  });
});

describe('what is in the way', () => {
  it('is the guest of a turnover, until they have left', () => {
    const room = aRoom('204', { stay: guest('rsv_1') });
    const task = aTaskIn('204', { kind: 'turnover', stay_id: 'rsv_1', vacated_at: null });
    expect(obstacleOf(task, room, [], 'me')).toMatchObject({ is: 'guest_here' });
    expect(obstacleOf({ ...task, vacated_at: new Date() }, aRoom('204'), [], 'me')).toBeNull();
    expect(obstacleOf({ ...task, kind: 'mid_stay_clean' }, room, [], 'me')).toBeNull();
  });

  it('is the other room they are at work in', () => {
    const other = aTaskIn('305', { assignee: 'me', status: 'in_progress' });
    const task = aTaskIn('204', mine);
    expect(obstacleOf(task, undefined, [task, other], 'me')).toEqual({ is: 'at_work', elsewhere: other });
    expect(obstacleOf(task, undefined, [{ ...other, status: 'paused' }], 'me')).toBeNull();
    expect(obstacleOf(task, undefined, [{ ...other, assignee: 'other' }], 'me')).toBeNull();
  });
});

it('time at work counts the run that goes on', () => {
  const running_since = new Date('2026-11-25T09:00Z');
  expect(workedSeconds({ worked_seconds: 60, running_since }, new Date('2026-11-25T09:02Z'))).toBe(180);
  expect(workedSeconds({ worked_seconds: 60, running_since: null }, new Date())).toBe(60);
});

it('names the lines that must be ticked and are not', () => {
  const items = [
    { item_id: 'bed', words: {}, required: true },
    { item_id: 'bins', words: {}, required: false },
  ];
  expect(unticked({ checklist_id: '', version: 1, items }, [])).toEqual(['bed']);
  expect(unticked({ checklist_id: '', version: 1, items }, ['bed'])).toEqual([]);
  expect(unticked(null, [])).toEqual([]);
});

it('what is left unticked is asked about, also where it may be left', () => {
  const item = (item_id: string) => ({ item_id, words: {}, required: item_id === 'bed' });
  const list = { checklist_id: '', version: 1, items: ['bed', 'bath', 'bin'].map(item) };
  expect(leftUnticked(list, ['bed'])).toEqual(['bath', 'bin']);
  expect(leftUnticked(list, ['bed', 'bath', 'bin'])).toEqual([]);
  expect(leftUnticked(null, [])).toEqual([]);
});

it('says what a house wrote in the language closest to the reader’s', () => {
  expect(wordsIn({ en: 'Bed', 'fa-AF': 'تخت' }, 'fa-AF')).toBe('تخت');
  expect(wordsIn({ en: 'Bed', 'fa-AF': 'تخت' }, 'fa')).toBe('تخت');
  expect(wordsIn({ en: 'Bed', 'fa-AF': 'تخت' }, 'tg')).toBe('Bed');
  expect(wordsIn({}, 'tg', 'bed')).toBe('bed');
});
