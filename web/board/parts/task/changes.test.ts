import { expect, it } from 'vitest';
import { aTaskIn } from '../../../data/samples';
import { meanwhile } from './changes';

const before = aTaskIn('204', { status: 'in_progress', assignee: 'me' });

it('says who ended it, and that it went to others', () => {
  expect(meanwhile(before, { ...before, status: 'completed', finished_by: 'roya' })).toEqual({
    key: 'task.meanwhile.completed',
    who: 'roya',
  });
  expect(meanwhile(before, { ...before, status: 'pending', assignee: null })?.key).toBe(
    'task.meanwhile.put_back',
  );
  expect(meanwhile(before, { ...before, status: 'assigned', assignee: 'roya' })).toEqual({
    key: 'task.meanwhile.given',
    who: 'roya',
  });
  expect(meanwhile(before, { ...before, status: 'cancelled' })?.key).toBe('task.meanwhile.cancelled');
});

it('says that it is more urgent, and nothing of what is the same', () => {
  expect(meanwhile(before, { ...before, priority: 'urgent' })?.key).toBe('task.meanwhile.priority');
  expect(meanwhile(before, { ...before, revision: 9 })).toBeNull();
});
