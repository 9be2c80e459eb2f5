// Which rooms a person asked to see, and the address that says so: any view can be sent to a colleague. Pure.
import { awaited } from '../../data/arrivals';
import {
  CLEANING_ORDER,
  GUEST_FLAG_ORDER,
  OCCUPANCY_ORDER,
  type Block,
  type Cleaning,
  type GuestFlag,
  type Occupancy,
  type Room,
} from '../../data/contracts';
import { finds, isCalled } from '../../i18n/folding';
import type { Change, Query } from '../shell/address';

/** What a room may have about it beside its states; several asked for hold together. */
export const TRAITS = ['arriving', 'tickets', 'discrepancy', 'blocked'] as const;
export type Trait = (typeof TRAITS)[number];

export interface Filters {
  floor: number | null;
  occupancy: Occupancy | null;
  cleaning: Cleaning | null;
  flag: GuestFlag | null;
  traits: readonly Trait[];
  text: string;
}

export const NO_FILTERS: Filters = {
  floor: null,
  occupancy: null,
  cleaning: null,
  flag: null,
  traits: [],
  text: '',
};

/** When it is, and when the hotel's day began and ends. */
export interface Moment {
  now: Date;
  dayBegins: Date;
  dayEnds: Date;
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | null {
  return known.find((each) => each === value) ?? null;
}

export function readFilters(query: Query): Filters {
  const { floor, occupancy, cleaning, flag, q } = query;
  const asked = query.with?.split(',') ?? [];
  return {
    floor: floor !== undefined && /^-?\d+$/.test(floor) ? Number(floor) : null,
    occupancy: oneOf(OCCUPANCY_ORDER, occupancy),
    cleaning: oneOf(CLEANING_ORDER, cleaning),
    flag: oneOf(GUEST_FLAG_ORDER, flag),
    traits: TRAITS.filter((trait) => asked.includes(trait)),
    text: q ?? '',
  };
}

/** What changes in the query when these filters change. */
export function writeFilters({ text, traits, ...rest }: Partial<Filters>): Change {
  return {
    ...rest,
    ...(traits === undefined ? {} : { with: traits.join(',') }),
    ...(text === undefined ? {} : { q: text }),
  };
}

export function isFiltered({ floor, occupancy, cleaning, flag, traits, text }: Filters): boolean {
  const asked = [floor, occupancy, cleaning, flag].some((each) => each !== null);
  return asked || traits.length > 0 || text.trim() !== '';
}

/** Names match from the beginning of a word ("20" finds 201 to 209); words match the type, wing and tickets anywhere. */
function matchesText(room: Room, text: string): boolean {
  if (isCalled(text, room.number)) return true;
  const words = [room.room_type, room.wing, ...room.tickets.map((ticket) => ticket.kind)];
  return /\p{L}/u.test(text) && finds(text, ...words);
}

/** A block that is in force at this moment; others lie ahead. */
export function stands(block: Block, at: Date): boolean {
  return block.from_at <= at && (block.until_at === null || at < block.until_at);
}

const HAS: Record<Trait, (room: Room, moment: Moment) => boolean> = {
  arriving: (room, { dayBegins, dayEnds }) =>
    awaited(room, dayBegins).some(({ expected_at }) => expected_at < dayEnds),
  tickets: (room) => room.tickets.length > 0,
  discrepancy: (room) => room.discrepancy !== null,
  blocked: (room, { now }) => room.blocks.some((block) => stands(block, now)),
};

export function matches(room: Room, filters: Filters, moment: Moment): boolean {
  return (
    (filters.floor === null || room.floor === filters.floor) &&
    (filters.occupancy === null || room.occupancy === filters.occupancy) &&
    (filters.cleaning === null || room.cleaning.status === filters.cleaning) &&
    (filters.flag === null || room.guest_flag.value === filters.flag) &&
    filters.traits.every((trait) => HAS[trait](room, moment)) &&
    matchesText(room, filters.text)
  );
}

export interface Counts {
  cleaning: Record<Cleaning, number>;
  occupancy: Record<Occupancy, number>;
  flag: Record<GuestFlag, number>;
  traits: Record<Trait, number>;
}

function tally<T extends string>(known: readonly T[], values: readonly T[]): Record<T, number> {
  const counted = Object.fromEntries(known.map((each) => [each, 0])) as Record<T, number>;
  for (const value of values) counted[value] += 1;
  return counted;
}

export function count(rooms: readonly Room[], moment: Moment): Counts {
  const cleanings = rooms.map((room) => room.cleaning.status);
  const occupancies = rooms.map((room) => room.occupancy);
  const flags = rooms.map((room) => room.guest_flag.value);
  const traits = rooms.flatMap((room) => TRAITS.filter((trait) => HAS[trait](room, moment)));
  return {
    cleaning: tally(CLEANING_ORDER, cleanings),
    occupancy: tally(OCCUPANCY_ORDER, occupancies),
    flag: tally(GUEST_FLAG_ORDER, flags),
    traits: tally(TRAITS, traits),
  };
}
