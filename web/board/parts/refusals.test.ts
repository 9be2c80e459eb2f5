import { describe, expect, it } from 'vitest';
import type { Command } from '../../data/commands';
import type { Refused } from '../../data/outbox';
import { setGuestFlag } from '../../data/rooms';
import { aRoom, aTask } from '../../data/samples';
import { createTask, startTask } from '../../data/tasks';
import { openTicket } from '../../data/tickets';
import { isSaidBeside, refusalsOfRoom } from './refusals';

const here = { tenant: 'demo', property: 'demo-hotel', me: 'stf_1' };
const room = aRoom('204');
const task = aTask();

const newTask = createTask(here, task, { room_id: '204', kind: 'turnover', priority: null, note: '' });
const newTicket = openTicket(here, room, { kind: 'other', text: 'A lamp' });
const flag = setGuestFlag(here, room, 'do_not_disturb');
const elsewhere = setGuestFlag(here, aRoom('205'), 'do_not_disturb');

const refused = (command: Command): Refused => ({
  key: command.name,
  owner: '',
  command,
  at: new Date('2026-11-20T10:00:00Z'),
  problem: { type: 'about:blank', title: '', status: 409, detail: '', code: '' },
});

describe('what was refused', () => {
  it('stands in its room, whatever it was to make or to change', () => {
    const all = [newTask, newTicket, flag, elsewhere].map(refused);
    expect(refusalsOfRoom(all, '204').map(({ command }) => command)).toEqual([newTask, newTicket, flag]);
  });

  it('is said where its room is open, and nowhere else', () => {
    expect(isSaidBeside(newTask, { room: '204' })).toBe(true);
    expect(isSaidBeside(newTask, { room: '205' })).toBe(false);
    expect(isSaidBeside(newTask, {})).toBe(false);
  });

  it('is said in its task, which lies over the room', () => {
    const begun = startTask(here, task);
    expect(isSaidBeside(begun, { room: '204', task: task.task_id })).toBe(true);
    expect(isSaidBeside(newTicket, { room: '204', task: task.task_id })).toBe(false);
  });
});
