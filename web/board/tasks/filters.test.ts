import { describe, expect, it } from 'vitest';
import { aTask } from '../../data/samples';
import { changed } from '../shell/address';
import { isFiltered, isOf, matches, NO_FILTERS, readFilters, writeFilters, type Filters } from './filters';

const noon = new Date('2026-11-25T12:00:00Z');
const all: Filters = { layout: 'state', ...NO_FILTERS };

describe('the filters in an address', () => {
  it('are read back as they were written', () => {
    const filters = {
      layout: 'person' as const,
      person: 'stf_1',
      floor: 0,
      kind: 'turnover' as const,
      pressing: true,
      text: '20',
    };
    expect(readFilters(changed({}, writeFilters(filters)))).toEqual(filters);
  });

  it('leave nothing behind when everything is shown', () => {
    expect(changed({ by: 'person', only: 'pressing', floor: '2', q: '1' }, writeFilters(all))).toEqual({});
  });

  it('are not fooled by words they do not know', () => {
    expect(isFiltered(readFilters({ kind: 'dusting', floor: 'two', only: 'mine', by: 'height' }))).toBe(
      false,
    );
  });
});

describe('a filter', () => {
  const task = aTask({ floor: 2, kind: 'turnover', priority: 'high' });

  it.each([
    ['its floor', { floor: 2 }, true],
    ['another floor', { floor: 3 }, false],
    ['its kind', { kind: 'turnover' as const }, true],
    ['another kind', { kind: 'inspection' as const }, false],
    ['what presses', { pressing: true }, true],
    ['the beginning of its room', { text: ' 20' }, true],
    ['the beginning of its room in Persian digits', { text: '۲۰' }, true],
    ['the end of its room', { text: '04' }, false],
  ])('by %s', (_, filter, expected) => {
    expect(matches(task, '204', { ...all, ...filter }, noon)).toBe(expected);
  });

  it('by what presses leaves out what is over, and takes in what is late', () => {
    const late = aTask({ due_at: new Date('2026-11-25T11:00:00Z') });
    expect(matches(late, '204', { ...all, pressing: true }, noon)).toBe(true);
    expect(matches({ ...late, status: 'completed' }, '204', { ...all, pressing: true }, noon)).toBe(false);
  });

  it('by person knows nobody, and who did what is over', () => {
    expect(isOf(aTask(), 'nobody')).toBe(true);
    expect(isOf(aTask({ assignee: 'stf_1', status: 'assigned' }), 'nobody')).toBe(false);
    expect(isOf(aTask({ status: 'completed', finished_by: 'stf_1' }), 'stf_1')).toBe(true);
  });
});
