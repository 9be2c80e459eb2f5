// Which rooms a person asked to see, and the address that says so: any view can be sent to a colleague. Pure.
import {
  CLEANING_ORDER,
  GUEST_FLAG_ORDER,
  type Block,
  type Cleaning,
  type GuestFlag,
  type Occupancy,
  type Room,
} from '../data/contracts';

export interface Filters {
  floor: number | null;
  occupancy: Occupancy | null;
  cleaning: Cleaning | null;
  flag: GuestFlag | null;
  text: string;
}

export interface View extends Filters {
  /** The room whose panel is open. */
  room: string | null;
  property: string | null;
}

export const NO_FILTERS: Filters = { floor: null, occupancy: null, cleaning: null, flag: null, text: '' };

const OCCUPANCIES: readonly Occupancy[] = ['vacant', 'occupied'];

function oneOf<T extends string>(known: readonly T[], value: string | null): T | null {
  return known.find((each) => each === value) ?? null;
}

export function readView(search: string): View {
  const query = new URLSearchParams(search);
  const floor = query.get('floor');
  return {
    floor: floor !== null && /^-?\d+$/.test(floor) ? Number(floor) : null,
    occupancy: oneOf(OCCUPANCIES, query.get('occupancy')),
    cleaning: oneOf(CLEANING_ORDER, query.get('cleaning')),
    flag: oneOf(GUEST_FLAG_ORDER, query.get('flag')),
    text: query.get('q') ?? '',
    room: query.get('room'),
    property: query.get('property'),
  };
}

/** The query string of a view, empty parts left out: `?floor=2&cleaning=dirty`. */
export function writeView(view: View): string {
  const { text, ...rest } = view;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, q: text })) {
    if (value !== null && value !== '') query.set(name, String(value));
  }
  const written = query.toString();
  return written ? `?${written}` : '';
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
