import { describe, expect, it } from 'vitest';
import { replyOf, type Command } from '../../data/commands';
import type { LostItem } from '../../data/contracts';
import {
  daysLeft,
  heldFor,
  inTheHouse,
  matches,
  NO_FILTERS,
  photosOnTheWay,
  readFilters,
  writeFilters,
} from './items';

const NOW = new Date('2026-11-25T10:00:00Z');
const ring = (changes: Partial<LostItem> = {}): LostItem => ({
  revision: 1,
  updated_at: NOW,
  item_id: 'laf_1',
  room_id: '204',
  stay_id: null,
  guest_id: null,
  category: 'valuable',
  description: 'Gold ring',
  where: 'Bathroom',
  photos: [],
  found_by: 'stf_1',
  found_at: new Date('2026-11-24T10:00:00Z'),
  recorded_by: 'stf_1',
  status: 'recorded',
  keep_until: new Date('2026-11-28T09:00:00Z'),
  claim: null,
  disposal: null,
  ...changes,
});

describe('keeping', () => {
  it('counts the days that are not over', () => {
    expect(daysLeft(ring(), NOW)).toBe(3);
    expect(daysLeft(ring({ keep_until: NOW }), NOW)).toBe(0);
    expect(daysLeft(ring({ keep_until: new Date('2026-11-28T10:01:00Z') }), NOW)).toBe(3);
    expect(daysLeft(ring({ keep_until: new Date('2026-11-25T10:01:00Z') }), NOW)).toBe(1);
  });

  it('lets nothing go elsewhere before its time, or while somebody claims it', () => {
    expect(heldFor(ring(), NOW)).toBe('time');
    expect(heldFor(ring({ keep_until: NOW }), NOW)).toBeNull();
    expect(heldFor(ring({ keep_until: NOW, status: 'matched' }), NOW)).toBe('claim');
  });
});

describe('filters', () => {
  const finds = (text: string) => matches(ring({ where: 'میز ۲' }), { ...NO_FILTERS, text }, NOW);

  it('are read from the address as they were written', () => {
    const asked = { category: 'other', status: 'matched', due: true, text: 'ring' } as const;
    const written = Object.fromEntries(Object.entries(writeFilters(asked)).map(([k, v]) => [k, String(v)]));
    expect(readFilters(written)).toEqual(asked);
  });

  it('drop what the address does not know', () => {
    expect(readFilters({ category: 'gold', status: 'disposed' })).toEqual(NO_FILTERS);
  });

  it('find by what it is, where it lay and the room, in any digits', () => {
    expect(['gold', 'ميز 2', '۲۰', 'silver'].map(finds)).toEqual([true, true, true, false]);
  });

  it('show only what was kept long enough', () => {
    expect(matches(ring(), { ...NO_FILTERS, due: true }, NOW)).toBe(false);
    expect(matches(ring({ keep_until: NOW }), { ...NO_FILTERS, due: true }, NOW)).toBe(true);
  });
});

it('the list is of what is in the house, the latest first', () => {
  const older = ring({ item_id: 'laf_2', found_at: new Date('2026-11-20T10:00:00Z') });
  const gone = ring({ item_id: 'laf_3', status: 'disposed' });
  expect(inTheHouse([older, gone, ring()]).map(({ item_id }) => item_id)).toEqual(['laf_1', 'laf_2']);
});

it('photos on their way are those that the record waits for', () => {
  const command = (change: Partial<Command>): Command => ({
    name: '',
    method: 'POST',
    path: '',
    body: null,
    property: null,
    lane: '204',
    shows: [],
    about: { key: '' },
    ...change,
  });
  const photo = new Blob(['picture']);
  const shows = [{ kind: 'lost_and_found', id: 'new-1', fields: {}, isNew: true }] as const;
  const pending = [
    { key: 'a', command: command({ file: photo }) },
    { key: 'b', command: command({ file: new Blob(['of something else']) }) },
    { key: 'c', command: command({ body: { photos: [replyOf('a', 'photo_id')] }, shows }) },
  ];
  expect(photosOnTheWay(pending, 'new-1')).toEqual([photo]);
  expect(photosOnTheWay(pending, 'new-2')).toEqual([]);
});
