import { describe, expect, it } from 'vitest';
import { aRoom, being } from '../../data/samples';
import { changed } from '../shell/address';
import { count, isFiltered, matches, NO_FILTERS, readFilters, stands, writeFilters } from './filters';

describe('the filters in an address', () => {
  it('are read back as they were written', () => {
    const filters = {
      floor: 0,
      occupancy: 'vacant' as const,
      cleaning: 'ready' as const,
      flag: 'none' as const,
      traits: ['arriving', 'blocked'] as const,
      text: 'suite & sea',
    };
    expect(readFilters(changed({}, writeFilters(filters)))).toEqual(filters);
  });

  it('leave nothing behind when everything is shown', () => {
    expect(changed({ floor: '2', q: 'suite', room: '204' }, writeFilters(NO_FILTERS))).toEqual({
      room: '204',
    });
  });

  it('leave alone what is not changed', () => {
    expect(changed({ q: 'suite' }, writeFilters({ floor: 2 }))).toEqual({ q: 'suite', floor: '2' });
  });

  it('are not fooled by words they do not know', () => {
    expect(isFiltered(readFilters({ floor: 'two', cleaning: 'filthy', flag: '', with: 'ghosts' }))).toBe(
      false,
    );
  });
});

const noon = new Date('2026-11-20T12:00:00Z');
const moment = {
  now: noon,
  dayBegins: new Date('2026-11-20T04:00:00Z'),
  dayEnds: new Date('2026-11-21T04:00:00Z'),
};
const block = {
  block_id: 'blk_1',
  kind: 'oos' as const,
  reason: '',
  returns_to: 'dirty' as const,
  work_order_id: null,
  until_mended: false,
};

describe('a filter', () => {
  const room = aRoom('204', {
    cleaning: being('dirty'),
    room_type: 'Junior Suite',
    tickets: [{ ticket_id: 't', kind: 'towels', status: 'open', opened_by: '', opened_at: new Date(0) }],
    upcoming: [
      {
        stay_id: 's',
        guest_id: 'g',
        expected_at: new Date('2026-11-20T20:00:00Z'),
        until_at: new Date('2026-11-21T20:00:00Z'),
        party: 2,
        vip: false,
        share_id: null,
      },
    ],
    blocks: [{ ...block, from_at: new Date('2026-11-21T08:00:00Z'), until_at: null }],
  });

  it.each([
    ['its floor', { floor: 2 }, true],
    ['another floor', { floor: 3 }, false],
    ['its cleaning state', { cleaning: 'dirty' as const }, true],
    ['its flag', { flag: 'none' as const }, true],
    ['another flag', { flag: 'do_not_disturb' as const }, false],
    ['the beginning of its number', { text: '20' }, true],
    ['its number in Persian digits', { text: '۲۰۴' }, true],
    ['its number in Arabic digits', { text: '٢٠٤' }, true],
    ['its number as it was pasted', { text: '\u200e204\u00a0' }, true],
    ['the end of its number', { text: '04' }, false],
    ['a word of its type', { text: 'suite' }, true],
    ['a request in it', { text: 'Towel' }, true],
    ['an arrival by the end of the day', { traits: ['arriving' as const] }, true],
    ['a block that lies ahead', { traits: ['blocked' as const] }, false],
    ['requests, and a discrepancy it has not', { traits: ['tickets', 'discrepancy'] as const }, false],
    ['two things of which one is wrong', { floor: 2, occupancy: 'occupied' as const }, false],
  ])('by %s', (_, filter, expected) => {
    expect(matches(room, { ...NO_FILTERS, ...filter }, moment)).toBe(expected);
  });
});

it('finds a room of words by the words as people type them', () => {
  const villa = { ...aRoom('VILLA-3'), number: 'Villa 3' };
  const found = ['villa 3', 'VILLA', 'villa3', '۳', 'illa', '4'].map((text) =>
    matches(villa, { ...NO_FILTERS, text }, moment),
  );
  expect(found).toEqual([true, true, true, true, false, false]);
});

describe('a block', () => {
  it.each([
    ['that has begun and has no end', '2026-11-20T11:00:00Z', null, true],
    ['that ends now', '2026-11-20T11:00:00Z', '2026-11-20T12:00:00Z', false],
    ['of tomorrow', '2026-11-21T11:00:00Z', null, false],
  ])('%s', (_, from, until, expected) => {
    const dates = { from_at: new Date(from), until_at: until ? new Date(until) : null };
    expect(stands({ ...block, ...dates }, noon)).toBe(expected);
  });
});

describe('the house', () => {
  it('counts every state, those that nobody is in too', () => {
    const counts = count([aRoom('101'), aRoom('102', { occupancy: 'occupied' })], moment);
    expect(counts.occupancy).toEqual({ vacant: 1, occupied: 1 });
    expect(counts.cleaning.ready).toBe(2);
    expect(counts.cleaning.dirty).toBe(0);
  });
});
