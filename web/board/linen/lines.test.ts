import { describe, expect, it } from 'vitest';
import type { LinenLine } from '../../data/contracts';
import { level, shelfOf, sumsOf } from './lines';

const NOW = new Date('2026-11-25T10:00:00Z');
const line = (name: string, changes: Partial<LinenLine> = {}): LinenLine => ({
  revision: 1,
  updated_at: NOW,
  line_id: name,
  name,
  translations: {},
  stock: 50,
  in_use: 10,
  low_watermark: 20,
  low_since: null,
  recent_use: 0,
  used_at: null,
  beyond: 0,
  stocktake: null,
  ...changes,
});
const names = (lines: readonly LinenLine[]) => lines.map(({ name }) => name);

describe('the shelf', () => {
  const lines = [line('Sheet'), line('Pillow case', { stock: 3 }), line('Bath towel')];

  it('has what runs low apart, each part by name', () => {
    const { low, enough } = shelfOf(lines, '', 'en');
    expect([names(low), names(enough)]).toEqual([['Pillow case'], ['Bath towel', 'Sheet']]);
  });

  it('is searched by the name in the reader’s language, and by that of the house', () => {
    const towel = line('Bath towel', { translations: { 'fa-AF': 'جان‌پاک' } });
    expect(names(shelfOf([towel], 'جان', 'fa-AF').enough)).toEqual(['Bath towel']);
    expect(names(shelfOf([towel], 'tow', 'fa-AF').enough)).toEqual(['Bath towel']);
    expect(names(shelfOf([towel], 'جان', 'en').enough)).toEqual([]);
  });
});

describe('the sums', () => {
  it('count pieces and low lines, and name the scarcest', () => {
    const lines = [line('a', { recent_use: 10, used_at: NOW }), line('b', { stock: 0 })];
    expect(sumsOf(lines, NOW)).toEqual({ shelf: 50, out: 20, low: 1, lasts: 0 });
  });

  it('know no end where nothing is taken', () => {
    expect(sumsOf([line('a')], NOW).lasts).toBeNull();
  });
});

it('the bar is full at twice the mark, or at what is there', () => {
  expect(level(line('a', { stock: 20 }))).toEqual({ filled: 0.5, mark: 0.5 });
  expect(level(line('a', { stock: 80 }))).toEqual({ filled: 1, mark: 0.25 });
  expect(level(line('a', { stock: 0, low_watermark: 0 }))).toEqual({ filled: 0, mark: 0 });
});
