// Documents for tests: complete, plain, and changed only where a test cares.
import type { Cleaning, CleaningState, Room, Tablet } from './contracts';

const LONG_AGO = new Date('2026-11-20T08:00:00Z');

export function being(status: Cleaning): CleaningState {
  return { status, since: null, by: '', reason: '', override: false };
}

export function aRoom(number: string, changes: Partial<Room> = {}): Room {
  return {
    room_id: number,
    number,
    floor: Math.floor(Number(number) / 100),
    wing: 'A',
    room_type: 'Double',
    archived: false,
    occupancy: 'vacant',
    stay: null,
    also_here: [],
    upcoming: [],
    guest_flag: { value: 'none', since: null },
    cleaning: being('ready'),
    blocks: [],
    tickets: [],
    tasks: [],
    temperature_preset: null,
    observation: null,
    discrepancy: null,
    revision: 1,
    updated_at: LONG_AGO,
    ...changes,
  };
}

export function aTabletRoom(changes: Partial<Tablet> = {}): Tablet {
  return {
    room_id: '204',
    stay_id: 'rsv_1',
    guest_name: 'Laila Azizi',
    language: 'en',
    check_out_at: new Date('2026-11-22T07:30:00Z'),
    checked_in_at: LONG_AGO,
    welcome_back: [],
    guest_flag: 'none',
    temperature_preset: null,
    cleaning_in_progress: false,
    tickets: [],
    tasks: [],
    hotel_name: 'Demo Hotel',
    zone: 'Asia/Kabul',
    message: null,
    house_information: null,
    settings_revision: 1,
    revision: 1,
    updated_at: LONG_AGO,
    ...changes,
  };
}
