import { describe, expect, it } from 'vitest';
import type { StaffRole } from '../data/contracts';
import { KNOWN, pagesFor, type Page } from './pages';

const ROLES: StaffRole[] = ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'];
const pages: Page[] = KNOWN.map((page) => ({ ...page, load: () => Promise.reject(new Error('not here')) }));
const idsFor = (role: StaffRole) => pagesFor(role, pages).map(({ id }) => id);

describe('the pages', () => {
  it('have a key each', () => {
    expect(new Set(KNOWN.map(({ key }) => key)).size).toBe(KNOWN.length);
  });

  it.each([
    ['housekeeper', 'mine'],
    ['maintenance', 'maintenance'],
    ['front_desk', 'arrivals'],
    ['supervisor', 'rooms'],
    ['manager', 'rooms'],
  ] as const)('begin for %s with %s', (role, first) => {
    expect(idsFor(role)[0]).toBe(first);
  });

  it('that a housekeeper sees are those of the work', () => {
    expect(idsFor('housekeeper')).toEqual(['mine', 'rooms', 'tasks', 'lost', 'linen']);
  });

  it('all of them are a manager’s, and the settings theirs alone', () => {
    expect([...idsFor('manager')].sort()).toEqual(KNOWN.map(({ id }) => id).sort());
    expect(ROLES.filter((role) => idsFor(role).includes('settings'))).toEqual(['manager']);
  });

  it('show guests’ names to those only who may know them', () => {
    expect(ROLES.filter((role) => idsFor(role).includes('arrivals'))).toEqual(['front_desk', 'manager']);
  });
});
