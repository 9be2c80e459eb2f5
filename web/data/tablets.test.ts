import { describe, expect, it } from 'vitest';
import type { TabletTask } from './contracts';
import { named, withShown } from './commands';
import { aTabletRoom } from './samples';
import { askForClean, forgetMe, setTemperature, takeBack } from './tablets';

const pairing = { tenant: 'demo', property: 'demo-hotel', room: '204', stay: 'rsv_1' };
const at = new Date('2026-11-20T10:30:00Z');
const planned: TabletTask = {
  task_id: 'hkt_1',
  kind: 'mid_stay_clean',
  status: 'assigned',
  scheduled_for: null,
};

const shownBy = (command: { shows: Parameters<typeof named>[0] }, room = aTabletRoom()) =>
  command.shows.filter(({ kind }) => kind === 'tablet').reduce(withShown, room);

describe('a cleaning at a time of the guest', () => {
  it('is asked for in the property, and shown at once', () => {
    const command = askForClean(pairing, [], at, 'mind the shoes');
    expect(command).toMatchObject({ path: '/api/v1/housekeeping/tasks', property: 'demo-hotel' });
    expect(command.body).toEqual({
      room_id: '204',
      kind: 'mid_stay_clean',
      scheduled_for: at,
      note: 'mind the shoes',
    });
    expect(shownBy(command).tasks).toMatchObject([{ status: 'pending', scheduled_for: at }]);
  });

  it('is the one that the reply names from then on', () => {
    const { shows } = askForClean(pairing, [], at, '');
    expect(shownBy({ shows: named(shows, { task_id: 'hkt_9' }) }).tasks).toMatchObject([
      { task_id: 'hkt_9' },
    ]);
  });

  it('moves what is planned already', () => {
    const room = aTabletRoom({ tasks: [planned] });
    expect(shownBy(askForClean(pairing, room.tasks, at, ''), room).tasks).toEqual([
      { ...planned, scheduled_for: at },
    ]);
  });
});

describe('what a guest takes back', () => {
  it('is cancelled, and nothing else', () => {
    const ticket = { kind: 'towels', text: '', status: 'open', opened_at: at, updated_at: at } as const;
    const tickets = [
      { ...ticket, ticket_id: 'tkt_1' },
      { ...ticket, ticket_id: 'tkt_2' },
    ];
    const command = takeBack(pairing, tickets, 'tkt_2');
    expect(command.path).toBe('/api/v1/properties/demo-hotel/tickets/tkt_2/status');
    expect(shownBy(command, aTabletRoom({ tickets })).tickets.map(({ status }) => status)).toEqual([
      'open',
      'cancelled',
    ]);
  });

  it('is what the house remembers, and is gone at once', () => {
    const room = aTabletRoom({
      remembered: [{ key: 'pillow', value: 'firm' }],
      welcome_back: ['The pillow you like: firm'],
    });
    expect(shownBy(forgetMe(pairing), room)).toMatchObject({ remembered: [], welcome_back: [] });
  });

  it('is the temperature, which the house has then', () => {
    const room = aTabletRoom({ temperature_preset: 21 });
    expect(shownBy(setTemperature(pairing, null), room).temperature_preset).toBeNull();
  });
});
