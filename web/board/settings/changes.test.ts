import { describe, expect, it } from 'vitest';
import type { Item, Settings } from '../../data/contracts';
import {
  changedFields,
  conflictsOf,
  differencesOf,
  insisting,
  leaving,
  movedBy,
  NO_CHANGES,
  same,
  wanting,
} from './changes';

const house = {
  name: 'Demo',
  audit_hour: 4,
  languages: ['en', 'ps'],
  welcome_message: { en: 'Hello' },
} as Partial<Settings> as Settings;

describe('two choices', () => {
  it.each([
    [{ en: 'a', ps: 'b' }, { ps: 'b', en: 'a' }, true],
    [['en', 'ps'], ['ps', 'en'], false],
    [['en'], { 0: 'en' }, false],
    [null, {}, false],
    [4, '4', false],
  ])('%o and %o', (one, other, expected) => {
    expect(same(one, other)).toBe(expected);
  });
});

describe('what is changed', () => {
  const changed = wanting(NO_CHANGES, 'audit_hour', 5, house);

  it('is only what is another than before', () => {
    expect(changedFields(changed)).toEqual(['audit_hour']);
    expect(changedFields(wanting(changed, 'audit_hour', 4, house))).toEqual([]);
    expect(changedFields(leaving(changed, 'audit_hour'))).toEqual([]);
  });

  it('conflicts where somebody else chose otherwise meanwhile', () => {
    expect(conflictsOf(changed, house)).toEqual([]);
    expect(conflictsOf(changed, { ...house, audit_hour: 3 })).toEqual(['audit_hour']);
    expect(conflictsOf(changed, { ...house, name: 'Other' })).toEqual([]);
  });

  it('is no conflict where both want the same', () => {
    expect(conflictsOf(changed, { ...house, audit_hour: 5 })).toEqual([]);
  });

  it('stands once the person insists', () => {
    const theirs = { ...house, audit_hour: 3 };
    expect(conflictsOf(insisting(changed, 'audit_hour', theirs), theirs)).toEqual([]);
    expect(changedFields(wanting(insisting(changed, 'audit_hour', theirs), 'audit_hour', 3, theirs))).toEqual(
      [],
    );
  });
});

describe('a checklist', () => {
  const line = (item_id: string, en = item_id): Item => ({ item_id, words: { en }, required: false });

  it('says what became of its lines', () => {
    const before = [line('a'), line('b'), line('c')];
    const now = [line('c'), line('b', 'better'), line('d')];
    expect(differencesOf(before, now).map(({ change, item }) => `${change} ${item.item_id}`)).toEqual([
      'changed b',
      'added d',
      'removed a',
    ]);
  });

  it.each([
    ['up', 1, -1 as const, ['b', 'a', 'c']],
    ['down', 1, 1 as const, ['a', 'c', 'b']],
    ['up from the top', 0, -1 as const, ['a', 'b', 'c']],
    ['down from the foot', 2, 1 as const, ['a', 'b', 'c']],
  ])('moves a line %s', (_, from, step, expected) => {
    expect(movedBy(['a', 'b', 'c'], from, step)).toEqual(expected);
  });
});
