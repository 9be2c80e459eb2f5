import { describe, expect, it } from 'vitest';
import type { LinenLine } from './contracts';
import { afterTaking, isLow, lastsMinutes, lineName } from './linen';

const NOW = new Date('2026-11-25T10:00:00Z');
const TOWELS: LinenLine = {
  line_id: 'lin_1',
  name: 'Bath towel',
  translations: { 'fa-AF': 'جان‌پاک' },
  stock: 80,
  in_use: 20,
  low_watermark: 40,
  low_since: null,
  recent_use: 0,
  used_at: null,
  beyond: 0,
  stocktake: null,
  revision: 1,
  updated_at: NOW,
};

describe('how long the shelf lasts', () => {
  it('is unknown while nothing is taken', () => {
    expect(lastsMinutes(TOWELS, NOW)).toBeNull();
    expect(lastsMinutes({ ...TOWELS, recent_use: 0.5, used_at: NOW }, NOW)).toBeNull();
  });

  it('is what is left divided by the pace of late', () => {
    expect(lastsMinutes({ ...TOWELS, recent_use: 20, used_at: NOW }, NOW)).toBe(692);
  });

  it('counts what was taken two hours ago half', () => {
    const used_at = new Date('2026-11-25T08:00:00Z');
    expect(lastsMinutes({ ...TOWELS, recent_use: 20, used_at }, NOW)).toBe(1384);
  });

  it('is nothing where a watched shelf is empty', () => {
    expect(lastsMinutes({ ...TOWELS, stock: 0 }, NOW)).toBe(0);
    expect(lastsMinutes({ ...TOWELS, stock: 0, low_watermark: 0 }, NOW)).toBeNull();
  });
});

it('a line is low under its mark, not at it', () => {
  expect(isLow({ ...TOWELS, stock: 40 })).toBe(false);
  expect(isLow({ ...TOWELS, stock: 39 })).toBe(true);
});

it('a line is called as its reader does, or as the house does', () => {
  expect(lineName(TOWELS, 'fa-AF')).toBe('جان‌پاک');
  expect(lineName(TOWELS, 'tg')).toBe('Bath towel');
});

it('what is taken is out', () => {
  expect(afterTaking(TOWELS, 5)).toMatchObject({ stock: 75, in_use: 25 });
  expect(afterTaking(TOWELS, -5)).toMatchObject({ stock: 85, in_use: 15 });
});
