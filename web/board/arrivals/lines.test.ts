import { describe, expect, it } from 'vitest';
import type { Block, Room, Stay, Task } from '../../data/contracts';
import { aRoom, being } from '../../data/samples';
import {
  arrivalLines,
  departureLines,
  doneAt,
  firstTasks,
  inTheWayOfArrival,
  inTheWayOfDeparture,
  isEarly,
  isMeant,
  isShown,
} from './lines';

const at = (time: string, day = '20') => new Date(`2026-11-${day}T${time}:00Z`);

function aStay(changes: Partial<Stay> = {}): Stay {
  return {
    stay_id: 'rsv_1',
    status: 'confirmed',
    guest_id: 'gst_1',
    guest_name: 'Laila Azizi',
    language: 'fa-AF',
    party: 2,
    vip: false,
    room_id: '204',
    room_type: 'Double',
    arrival_at: at('14:00'),
    departure_at: at('07:30', '22'),
    checked_in_at: null,
    checked_out_at: null,
    in_room_since: null,
    share_id: null,
    source: null,
    revision: 1,
    updated_at: null,
    ...changes,
  };
}

const occupant = {
  stay_id: 'rsv_0',
  guest_id: 'gst_0',
  checked_in_at: at('14:00', '18'),
  check_out_at: at('12:00'),
  in_room_since: null,
  party: 1,
  vip: false,
  language: null,
  share_id: null,
  visit_since: null,
  awaits_check_in: false,
};
const block: Block = {
  block_id: 'blk_1',
  kind: 'maintenance',
  reason: 'Water',
  from_at: at('08:00'),
  until_at: at('18:00'),
  returns_to: 'dirty',
  work_order_id: null,
  until_mended: false,
};
const promised = (
  stay_id: string,
  expected_at: Date,
  until_at = at('14:00'),
  share_id: string | null = null,
) => ({
  stay_id,
  guest_id: 'gst_9',
  expected_at,
  until_at,
  party: 2,
  vip: false,
  share_id,
});
const moment = { now: at('11:00'), begins: at('04:00') };
const whats = (room: Room | undefined, stay = aStay()) =>
  inTheWayOfArrival(stay, room, moment).map(({ what }) => what);

describe('in the way of an arrival', () => {
  it.each([
    ['nothing, where the room is ready', aRoom('204'), []],
    ['a room that is none of ours', undefined, ['no_such_room']],
    [
      'a guest, and what they leave',
      aRoom('204', { stay: occupant, cleaning: being('clean') }),
      ['occupied', 'not_ready'],
    ],
    ['work that is not done', aRoom('204', { cleaning: being('cleaning') }), ['not_ready']],
    ['a block', aRoom('204', { cleaning: being('out_of_order'), blocks: [block] }), ['out_of_use']],
    [
      'whoever comes there first',
      aRoom('204', { upcoming: [promised('rsv_2', at('13:00'))] }),
      ['promised_earlier'],
    ],
    [
      'whoever has the same night',
      aRoom('204', { upcoming: [promised('rsv_2', at('13:00'), at('12:00', '23'))] }),
      ['overbooked'],
    ],
    [
      'a guest who stays into it',
      aRoom('204', { stay: { ...occupant, check_out_at: at('16:00') } }),
      ['occupied', 'overbooked'],
    ],
    [
      'nobody who shares the room, however it looks',
      aRoom('204', {
        stay: { ...occupant, check_out_at: at('12:00', '23'), share_id: 'rsv_1' },
        cleaning: being('dirty'),
      }),
      [],
    ],
    [
      'nobody who did not come on their day',
      aRoom('204', { upcoming: [promised('rsv_2', at('14:00', '19'), at('12:00', '25'))] }),
      [],
    ],
    [
      'somebody who was seen there',
      aRoom('204', { discrepancy: { kind: 'sleep', detected_at: at('09:00') } }),
      ['discrepancy'],
    ],
    [
      'a block within the stay',
      aRoom('204', { blocks: [{ ...block, from_at: at('20:00'), until_at: null }] }),
      ['out_of_use'],
    ],
  ])('is %s', (_, room, expected) => {
    expect(whats(room)).toEqual(expected);
  });

  it('is that no room is promised', () => {
    expect(whats(aRoom('204'), aStay({ room_id: null }))).toEqual(['no_room']);
  });

  it('is nothing once they are in', () => {
    expect(whats(aRoom('204', { cleaning: being('clean') }), aStay({ status: 'checked_in' }))).toEqual([]);
  });

  it('stands until the last of the blocks ends, where each has an end', () => {
    const room = (...blocks: Block[]) => aRoom('204', { cleaning: being('out_of_order'), blocks });
    const until = (found: Room) => inTheWayOfArrival(aStay(), found, moment)[0]?.until_at;
    expect(until(room(block, { ...block, until_at: at('20:00') }))).toEqual(at('20:00'));
    expect(until(room(block, { ...block, until_at: null }))).toBeNull();
  });
});

it('a departure is looked at twice with a flag, a request or a doubt', () => {
  const room = aRoom('204', {
    stay: { ...occupant, stay_id: 'rsv_1' },
    upcoming: [promised('rsv_2', at('20:00'), at('12:00', '23'))],
    guest_flag: { value: 'do_not_disturb', since: null },
    discrepancy: { kind: 'skip', detected_at: at('09:00') },
  });
  const found = inTheWayOfDeparture(aStay({ status: 'checked_in' }), room, moment);
  expect(found.map(({ what, detail }) => [what, detail])).toEqual([
    ['do_not_disturb', ''],
    ['discrepancy', 'skip'],
    ['overbooked', 'rsv_2'],
  ]);
});

it.each([
  ['09:00', true],
  ['13:59', true],
  ['14:00', false],
  ['23:30', false],
  ['01:00', false],
])('a guest of %s is early: %s', (time, early) => {
  expect(isEarly(at(time), { zone: 'UTC', audit_hour: 4, check_in_time: '14:00:00' })).toBe(early);
});

describe('the day', () => {
  const rooms = new Map([['204', aRoom('204')]]);
  const known = { rooms, tasks: new Map<string, Task>(), now: at('15:00'), begins: at('04:00') };
  const ids = (lines: readonly { stay: Stay }[]) => lines.map(({ stay }) => stay.stay_id);

  it('has who comes by the time of it, and who is here at the end', () => {
    const stays = [
      aStay({ stay_id: 'here', status: 'checked_in', arrival_at: at('10:00') }),
      aStay({ stay_id: 'late', arrival_at: at('16:00') }),
      aStay({ stay_id: 'soon' }),
      aStay({ stay_id: 'since yesterday', arrival_at: at('20:00', '19') }),
      aStay({ stay_id: 'came yesterday', arrival_at: at('20:00', '19'), status: 'checked_in' }),
    ];
    const lines = arrivalLines(stays, known);
    expect(ids(lines)).toEqual(['since yesterday', 'soon', 'late', 'here']);
    expect(lines.map(({ overdue }) => overdue)).toEqual([true, true, false, false]);
    expect(ids(lines.filter((line) => isShown(line, 'ready')))).toEqual(['since yesterday', 'soon', 'late']);
    expect(ids(lines.filter((line) => isShown(line, 'here')))).toEqual(['here']);
  });

  it('has who leaves, and at the end who left', () => {
    const stays = [
      aStay({ stay_id: 'gone', status: 'checked_out', checked_out_at: at('06:00') }),
      aStay({ stay_id: 'still here', status: 'checked_in', departure_at: at('07:30') }),
    ];
    expect(ids(departureLines(stays, known))).toEqual(['still here', 'gone']);
  });

  it('is searched by name and by room, in any digits', () => {
    const [line] = arrivalLines([aStay()], known);
    const found = ['azi', '۲۰', ' ', '04'].map((text) => line && isMeant(line, text));
    expect(found).toEqual([true, true, true, false]);
  });

  /** R16: what each of these is stored as and typed as, on the keyboards of a front desk. */
  it.each([
    ['علی', 'علي'],
    ['کریم', 'كريم'],
    ['علی\u200cرضا', 'علیرضا'],
    ['علیرضا', 'علی\u200cرضا'],
    ['احمد', 'أحمد'],
    ['فاطمه', 'فاطمة'],
    ['Müller', 'muller'],
    ['Muller', 'müller'],
    ['Müller', 'MUELLER'],
    ['İbrahim', 'ibrahim'],
    ['Ibrahim', 'İbrahim'],
    ['Zoë Ünal', 'unal zoe'],
  ])('%s is found by %s', (guest_name, typed) => {
    const [line] = arrivalLines([aStay({ guest_name })], known);
    expect(line && isMeant(line, typed)).toBe(true);
  });
});

describe('the work that is waited for', () => {
  const task = (changes: Partial<Task>) =>
    ({
      room_id: '204',
      status: 'pending',
      running_since: null,
      worked_seconds: 0,
      estimated_minutes: 30,
      ...changes,
    }) as Task;

  it('is what is furthest on in the room', () => {
    const tasks = [
      task({ status: 'in_progress' }),
      task({ status: 'pending' }),
      task({ status: 'completed' }),
    ];
    expect(firstTasks(tasks).get('204')?.status).toBe('in_progress');
  });

  it.each([
    ['by what is left of it', { running_since: at('14:00'), worked_seconds: 600 }, at('14:20')],
    ['not said when it takes longer', { running_since: at('13:00') }, null],
    ['not said while it stands still', { worked_seconds: 600 }, null],
  ])('is done %s', (_, changes, expected) => {
    expect(doneAt(task(changes), at('14:10'))).toEqual(expected);
  });
});
