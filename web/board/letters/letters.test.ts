import { describe, expect, it } from 'vitest';
import { adviceOf, closedBy, contextOf, laidOut, reasonKeys } from './letters';

describe('a dead letter', () => {
  it.each([
    ['melmastoon.housekeeping.task.completed.v1', 'housekeeping'],
    ['melmastoon.rooms.status.v1', 'room'],
    ['melmastoon.weather.changed.v1', 'other'],
    ['', 'other'],
  ])('%s is of %s', (subject, context) => {
    expect(contextOf(subject)).toBe(context);
  });

  it('is laid out for reading', () => {
    expect(laidOut({ data: '{"id":"evt_1","payload":{"room_id":"204"}}' })).toBe(
      '{\n  "id": "evt_1",\n  "payload": {\n    "room_id": "204"\n  }\n}',
    );
  });

  it('that is no JSON is shown as it came', () => {
    expect(laidOut({ data: 'data:;base64,AAEC' })).toBe('data:;base64,AAEC');
  });

  it('says why by words of its own, or by those of the refusal', () => {
    expect(reasonKeys('NOT_OUR_SCHEMA')[0]).toBe('letters.reason.not_our_schema');
    expect(reasonKeys('MELMASTOON.ROOM.NOT_OCCUPIED')[1]).toBe('errors.room.not_occupied');
  });

  it.each([
    ['NOT_OUR_SCHEMA', 'sender'],
    ['INTERNAL_ERROR', 'again'],
    ['GIVEN_UP_BY_PUBSUB', 'again'],
    ['MELMASTOON.ROOM.NOT_OCCUPIED', 'look'],
  ])('of %s says what to do: %s', (code, advice) => {
    expect(adviceOf({ reason: { code, detail: '', context: {} } })).toBe(advice);
  });

  it.each([
    ['healed', 'sweep_when_reconcile_requested', 'sweep'],
    ['healed', 'day_list', 'day_list'],
    ['healed', 'end_work_when_room_archived', 'later'],
    ['discarded', 'stf_1', 'person'],
    ['replayed', 'stf_1', null],
    ['parked', '', null],
  ] as const)('that is %s by %s was closed by %s', (status, closed_by, by) => {
    expect(closedBy({ status, closed_by })).toBe(by);
  });
});
