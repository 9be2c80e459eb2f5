// Documents for tests: complete, plain, and changed only where a test cares.
import type { Room, TabletRoom } from './contracts';

const LONG_AGO = new Date('2026-11-20T08:00:00Z');

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
    upcoming: [],
    guest_flag: { value: 'none', since: null },
    cleaning: { status: 'ready', since: null },
    blocks: [],
    tickets: [],
    temperature_preset: null,
    observation: null,
    discrepancy: null,
    revision: 1,
    updated_at: LONG_AGO,
    ...changes,
  };
}

export function aTabletRoom(changes: Partial<TabletRoom> = {}): TabletRoom {
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
    hotel_name: 'Demo Hotel',
    zone: 'Asia/Kabul',
    message: null,
    revision: 1,
    updated_at: LONG_AGO,
    ...changes,
  };
}
