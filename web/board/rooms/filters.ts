// Which rooms a person asked to see, and the address that says so: any view can be sent to a colleague. Pure.
import {
  CLEANING_ORDER,
  GUEST_FLAG_ORDER,
  type Block,
  type Cleaning,
  type GuestFlag,
  type Occupancy,
  type Room,
} from '../../data/contracts';
import type { Change, Query } from '../shell/address';

export interface Filters {
  floor: number | null;
  occupancy: Occupancy | null;
  cleaning: Cleaning | null;
  flag: GuestFlag | null;
  text: string;
}

export const NO_FILTERS: Filters = { floor: null, occupancy: null, cleaning: null, flag: null, text: '' };

const OCCUPANCIES: readonly Occupancy[] = ['vacant', 'occupied'];

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | null {
  return known.find((each) => each === value) ?? null;
}

export function readFilters(query: Query): Filters {
  const { floor, occupancy, cleaning, flag, q } = query;
  return {
    floor: floor !== undefined && /^-?\d+$/.test(floor) ? Number(floor) : null,
    occupancy: oneOf(OCCUPANCIES, occupancy),
    cleaning: oneOf(CLEANING_ORDER, cleaning),
    flag: oneOf(GUEST_FLAG_ORDER, flag),
    text: q ?? '',
  };
}

/** What changes in the query when these filters change. */
export function writeFilters({ text, ...rest }: Partial<Filters>): Change {
  return text === undefined ? rest : { ...rest, q: text };
}

export function isFiltered({ floor, occupancy, cleaning, flag, text }: Filters): boolean {
  return floor !== null || occupancy !== null || cleaning !== null || flag !== null || text.trim() !== '';
}

/** Numbers match from their beginning ("20" finds 201 to 209); words match the type, wing and tickets anywhere. */
function matchesText(room: Room, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  if (room.number.toLowerCase().startsWith(wanted)) return true;
  const words = [room.room_type, room.wing, ...room.tickets.map((ticket) => ticket.kind)];
  return /\D/.test(wanted) && words.some((word) => word?.toLowerCase().includes(wanted));
}

export function matches(room: Room, filters: Filters): boolean {
  return (
    (filters.floor === null || room.floor === filters.floor) &&
    (filters.occupancy === null || room.occupancy === filters.occupancy) &&
    (filters.cleaning === null || room.cleaning.status === filters.cleaning) &&
    (filters.flag === null || room.guest_flag.value === filters.flag) &&
    matchesText(room, filters.text)
  );
}

/** A block that is in force at this moment; others lie ahead. */
export function stands(block: Block, at: Date): boolean {
  return block.from_at <= at && (block.until_at === null || at < block.until_at);
}

export interface Counts {
  cleaning: Record<Cleaning, number>;
  occupancy: Record<Occupancy, number>;
  flag: Record<GuestFlag, number>;
  total: number;
}

function tally<T extends string>(known: readonly T[], values: readonly T[]): Record<T, number> {
  const counted = Object.fromEntries(known.map((each) => [each, 0])) as Record<T, number>;
  for (const value of values) counted[value] += 1;
  return counted;
}

export function count(rooms: readonly Room[]): Counts {
  return {
    cleaning: tally(
      CLEANING_ORDER,
      rooms.map((room) => room.cleaning.status),
    ),
    occupancy: tally(
      OCCUPANCIES,
      rooms.map((room) => room.occupancy),
    ),
    flag: tally(
      GUEST_FLAG_ORDER,
      rooms.map((room) => room.guest_flag.value),
    ),
    total: rooms.length,
  };
}
