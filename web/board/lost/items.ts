// Which finds a person asked to see, how long each is kept, and its photos that are still on this device. Pure.
import { awaited, type Command } from '../../data/commands';
import {
  LOST_CATEGORY_ORDER,
  type LostCategory,
  type LostItem,
  type LostStatus,
  type StaffRole,
} from '../../data/contracts';
import { IN_THE_HOUSE } from '../../data/lost';
import { finds, isCalled } from '../../i18n/folding';
import type { Change, Query } from '../shell/address';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

export interface Filters {
  category: LostCategory | null;
  status: LostStatus | null;
  /** Only what was kept long enough. */
  due: boolean;
  text: string;
}

export const NO_FILTERS: Filters = { category: null, status: null, due: false, text: '' };

export function readFilters({ category, status, due, q }: Query): Filters {
  return {
    category: LOST_CATEGORY_ORDER.find((each) => each === category) ?? null,
    status: IN_THE_HOUSE.find((each) => each === status) ?? null,
    due: due === '1',
    text: q ?? '',
  };
}

/** What changes in the query when these filters change. */
export function writeFilters({ text, due, ...rest }: Partial<Filters>): Change {
  return {
    ...rest,
    ...(text === undefined ? {} : { q: text }),
    ...(due === undefined ? {} : { due: due ? 1 : null }),
  };
}

export function isFiltered({ category, status, due, text }: Filters): boolean {
  return category !== null || status !== null || due || text.trim() !== '';
}

/** Days that are not over yet, of which an hour makes none; none at all once it was kept long enough. */
export function daysLeft({ keep_until }: LostItem, at: Date): number {
  const left = keep_until.getTime() - at.getTime();
  return left <= 0 ? 0 : Math.max(1, Math.ceil((left - HOUR_MS) / DAY_MS));
}

export const isDue = (item: LostItem, at: Date) => item.keep_until <= at;

/** Why it may go to nobody but its owner yet; null where it may. */
export function heldFor(item: LostItem, at: Date): 'time' | 'claim' | null {
  if (item.status === 'matched') return 'claim';
  return isDue(item, at) ? null : 'time';
}

/** Whoever decides against that is a manager, and says why. */
export function mayDecide(role: StaffRole): boolean {
  return role === 'manager';
}

/** `room` is what the room is called that it was found in; null outside the rooms. */
export function matches(item: LostItem, filters: Filters, at: Date, room = item.room_id): boolean {
  return (
    (filters.category === null || item.category === filters.category) &&
    (filters.status === null || item.status === filters.status) &&
    (!filters.due || isDue(item, at)) &&
    (finds(filters.text, item.description, item.where) || (room !== null && isCalled(filters.text, room)))
  );
}

/** What is still in the house, the latest found first. */
export function inTheHouse(items: readonly LostItem[]): readonly LostItem[] {
  return items
    .filter(({ status }) => IN_THE_HOUSE.includes(status))
    .sort((one, other) => other.found_at.getTime() - one.found_at.getTime());
}

type Tap = { readonly key: string; readonly command: Command };

/** The photos of a find that wait on this device with it. */
export function photosOnTheWay(pending: readonly Tap[], itemId: string): readonly Blob[] {
  const recording = pending.find(({ command }) =>
    command.shows.some(({ kind, id, isNew }) => kind === 'lost_and_found' && id === itemId && isNew),
  );
  const keys = awaited(recording?.command.body);
  return pending.flatMap(({ key, command }) => (keys.includes(key) && command.file ? [command.file] : []));
}
