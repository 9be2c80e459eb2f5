import { describe, expect, it } from 'vitest';
import type { Task } from '../../data/contracts';
import { aTask } from '../../data/samples';
import type { State } from './columns';
import { toPerson, toState, type Move, type Mover } from './moves';

const lead: Mover = { me: 'lead', leads: true, running: () => undefined };
const cleaner: Mover = { me: 'me', leads: false, running: () => undefined };
const said = (move: Move) => (move.do === 'refuse' ? move.why : move.do);

const given = aTask({ status: 'assigned', assignee: 'them' });
const mine = aTask({ status: 'assigned', assignee: 'me' });
const running = aTask({ status: 'in_progress', assignee: 'them' });
const over = aTask({ status: 'completed', finished_by: 'them', assignee: 'them' });

describe('to a person', () => {
  it.each<[string, Task, string, Mover, string]>([
    ['a lead gives it', aTask(), 'them', lead, 'assign'],
    ['a lead puts it back', given, 'nobody', lead, 'put_back'],
    ['a cleaner takes it', given, 'me', cleaner, 'assign'],
    ['a cleaner gives it to another', mine, 'them', cleaner, 'tasks.not.yours_to_give'],
    ['a cleaner puts it back', mine, 'nobody', cleaner, 'tasks.not.yours_to_give'],
    ['it is theirs already', given, 'them', lead, 'nothing'],
    ['somebody is at it', running, 'me', lead, 'tasks.not.at_work'],
    ['it is over', over, 'me', lead, 'tasks.not.over'],
    ['it is not saved yet', aTask({ task_id: 'new-1' }), 'me', lead, 'tasks.not.saved_yet'],
  ])('%s', (_, task, to, mover, expected) => {
    expect(said(toPerson(task, to, mover))).toBe(expected);
  });
});

describe('to a state', () => {
  it.each<[string, Task, State, Mover, string]>([
    ['the same', given, 'assigned', lead, 'nothing'],
    ['begun by whom it is given to', given, 'in_progress', lead, 'start'],
    ['begun by nobody known yet', aTask(), 'in_progress', lead, 'ask_person'],
    ['begun by whoever moves it', aTask(), 'in_progress', cleaner, 'start'],
    ['begun by another', given, 'in_progress', cleaner, 'tasks.not.anothers'],
    [
      'begun while the guest is in',
      aTask({ vacated_at: null }),
      'in_progress',
      cleaner,
      'tasks.not.guest_in',
    ],
    ['going on', aTask({ status: 'paused', assignee: 'me' }), 'in_progress', cleaner, 'resume'],
    [
      'begun beside another',
      mine,
      'in_progress',
      { ...cleaner, running: () => running },
      'tasks.not.elsewhere',
    ],
    ['paused', running, 'paused', lead, 'ask_reason'],
    ['paused before it is begun', given, 'paused', lead, 'tasks.not.begun'],
    ['given', aTask(), 'assigned', lead, 'ask_person'],
    ['taken', aTask(), 'assigned', cleaner, 'assign'],
    ['put back', given, 'pending', lead, 'put_back'],
    ['put back while somebody is at it', running, 'pending', lead, 'tasks.not.at_work'],
    ['done', running, 'completed', lead, 'finish'],
    ['done before it is begun', given, 'completed', lead, 'tasks.not.begun'],
    ['not done', given, 'failed', lead, 'finish'],
    ['looked over', given, 'inspection', lead, 'tasks.not.by_itself'],
    ['opened again', over, 'pending', lead, 'tasks.not.over'],
  ])('%s', (_, task, to, mover, expected) => {
    expect(said(toState(task, to, mover))).toBe(expected);
  });
});
