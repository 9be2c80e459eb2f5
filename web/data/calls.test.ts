import { describe, expect, it } from 'vitest';
import { commandOf, pathOf, queryOf } from './calls';
import { assign_task, list_tasks, open_ticket, room_history } from './routes.gen';

const here = { tenant: 'melmastoon', property: 'kabul', me: 'stf_1' };

describe('a call', () => {
  it('has the property in its path or beside it, as its route says', () => {
    const about = { key: 'note.x' };
    const ticket = commandOf(open_ticket, here, {
      ids: { room_id: '2/4' },
      body: { kind: 'towels' },
      lane: '2/4',
      about,
    });
    expect(ticket).toMatchObject({ path: '/api/v1/properties/kabul/rooms/2%2F4/tickets', property: null });
    const given = commandOf(assign_task, here, {
      ids: { task_id: 'hkt_1' },
      body: { staff_id: null },
      lane: '204',
      about,
    });
    expect(given).toMatchObject({
      path: '/api/v1/housekeeping/tasks/hkt_1/assign',
      property: 'kabul',
      name: 'assign_task',
      method: 'POST',
    });
  });

  it('is not made with a hole in its path', () => {
    expect(() => pathOf(room_history, here)).toThrow('room_id');
  });

  it('asks for what was said, several with commas, and for nothing else', () => {
    const asked = { status: ['pending', 'paused'], room: null, limit: 50 } as const;
    expect(queryOf(list_tasks, here, asked)).toEqual({
      method: 'GET',
      path: '/api/v1/housekeeping/tasks?status=pending%2Cpaused&limit=50',
      propertyId: 'kabul',
    });
    expect(queryOf(room_history, here, {}, { room_id: '204' })).toEqual({
      method: 'GET',
      path: '/api/v1/properties/kabul/rooms/204/history',
    });
  });
});
