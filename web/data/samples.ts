// Documents for tests: complete, plain, and changed only where a test cares.
import type { Cleaning, CleaningState, Room, Tablet, Task } from './contracts';

const LONG_AGO = new Date('2026-11-20T08:00:00Z');

export function being(status: Cleaning): CleaningState {
  return { status, since: null, by: '', reason: '', override: false, task_id: null, found: null };
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
    presumed_gone: [],
    upcoming: [],
    guest_flag: { value: 'none', since: null },
    cleaning: being('ready'),
    blocks: [],
    tickets: [],
    tasks: [],
    temperature_preset: null,
    preset_is_shared: false,
    linen_changed_at: null,
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
    room_name: '204',
    stay_id: 'rsv_1',
    guest_name: 'Laila Azizi',
    language: 'en',
    check_out_at: new Date('2026-11-22T07:30:00Z'),
    checked_in_at: LONG_AGO,
    remembered: [],
    welcome_back: [],
    guest_flag: 'none',
    temperature_preset: null,
    cleaning_in_progress: false,
    tickets: [],
    tasks: [],
    hotel_name: 'Demo Hotel',
    zone: 'Asia/Kabul',
    messages: {},
    information: {},
    preset_lowest: 16,
    preset_highest: 30,
    settings_revision: 1,
    revision: 1,
    updated_at: LONG_AGO,
    ...changes,
  };
}

export function aTask(changes: Partial<Task> = {}): Task {
  return {
    task_id: 'hkt_1',
    room_id: '204',
    floor: 2,
    wing: 'A',
    room_type: 'Double',
    kind: 'turnover',
    status: 'pending',
    priority: 'normal',
    priority_by_hand: false,
    hurried: false,
    linen_due: false,
    source: 'event',
    source_event_id: null,
    stay_id: null,
    language: null,
    business_date: '2026-11-20',
    created_at: LONG_AGO,
    created_by: 'house',
    scheduled_for: null,
    due_at: null,
    vacated_at: LONG_AGO,
    moved_at: null,
    ready_at: null,
    parked_since: null,
    estimated_minutes: 30,
    checklist_id: null,
    checklist_version: null,
    checklist: null,
    ticked: [],
    unticked: [],
    assignee: null,
    assigned_at: null,
    given: null,
    started_at: null,
    begun_by: null,
    running_since: null,
    worked_seconds: 0,
    paused_for: null,
    finished_at: null,
    finished_by: null,
    minutes: null,
    outcome: '',
    linen: [],
    photos: [],
    notes: [],
    escalation: null,
    of_task_id: null,
    wrong: [],
    inspection_id: null,
    revision: 1,
    updated_at: LONG_AGO,
    ...changes,
  };
}

/** As a housekeeper has it in hand. */
export function aTaskIn(roomId: string, changes: Partial<Task> = {}): Task {
  const floor = Math.floor(Number(roomId) / 100);
  return aTask({ task_id: `hkt_${roomId}`, room_id: roomId, floor, status: 'assigned', ...changes });
}
