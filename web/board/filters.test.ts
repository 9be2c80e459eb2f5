import { describe, expect, it } from 'vitest';
import { aRoom, being } from '../data/samples';
import { count, isFiltered, matches, NO_FILTERS, readView, stands, writeView } from './filters';

describe('the address of a view', () => {
  it('says only what is asked for', () => {
    const view = { ...NO_FILTERS, floor: 2, cleaning: 'dirty' as const, room: null, property: null };
    expect(writeView(view)).toBe('?floor=2&cleaning=dirty');
  });

  it('is empty when everything is shown', () => {
    expect(writeView({ ...NO_FILTERS, room: null, property: null })).toBe('');
  });

  it('is read back as it was written', () => {
    const view = {
      floor: 0,
      occupancy: 'vacant' as const,
      cleaning: 'ready' as const,
      flag: 'none' as const,
      text: 'suite & sea',
      room: '204',
      property: 'demo-hotel',
    };
    expect(readView(writeView(view))).toEqual(view);
  });

  it('is not fooled by words it does not know', () => {
    const view = readView('?floor=two&cleaning=filthy&flag=');
    expect(isFiltered(view)).toBe(false);
  });
});

describe('a filter', () => {
  const room = aRoom('204', {
    cleaning: being('dirty'),
    room_type: 'Junior Suite',
    tickets: [{ ticket_id: 't', kind: 'towels', status: 'open', opened_at: new Date(0) }],
  });

  it.each([
    ['its floor', { floor: 2 }, true],
    ['another floor', { floor: 3 }, false],
    ['its cleaning state', { cleaning: 'dirty' as const }, true],
    ['its flag', { flag: 'none' as const }, true],
    ['another flag', { flag: 'do_not_disturb' as const }, false],
    ['the beginning of its number', { text: '20' }, true],
    ['the end of its number', { text: '04' }, false],
    ['a word of its type', { text: 'suite' }, true],
    ['a request in it', { text: 'Towel' }, true],
    ['two things of which one is wrong', { floor: 2, occupancy: 'occupied' as const }, false],
  ])('by %s', (_, filter, expected) => {
    expect(matches(room, { ...NO_FILTERS, ...filter })).toBe(expected);
  });
});

describe('a block', () => {
  const noon = new Date('2026-11-20T12:00:00Z');
  const block = { block_id: 'blk_1', kind: 'oos' as const, reason: '', returns_to: 'dirty' as const };

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
    const counts = count([aRoom('101'), aRoom('102', { occupancy: 'occupied' })]);
    expect(counts.occupancy).toEqual({ vacant: 1, occupied: 1 });
    expect(counts.cleaning.ready).toBe(2);
    expect(counts.cleaning.dirty).toBe(0);
  });
});
