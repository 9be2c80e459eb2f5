// The shapes of documents, claims and commands as the screens see them. Instants are Dates here: data/ converts
// Firestore's timestamps at the door. One day generated from the Python contracts; until then kept by hand.

export type Occupancy = 'vacant' | 'occupied';
export type GuestFlag = 'none' | 'do_not_disturb' | 'make_up_room' | 'service_declined';
export type Cleaning =
  'clean' | 'dirty' | 'cleaning' | 'cleaned' | 'inspected' | 'ready' | 'out_of_order' | 'out_of_service';
export type BlockKind = 'cleaning' | 'inspection' | 'maintenance' | 'oos';
export type TicketKind =
  'towels' | 'pillow' | 'amenities' | 'cleaning' | 'maintenance' | 'noise' | 'food' | 'other';
export type TicketStatus = 'open' | 'accepted' | 'in_progress' | 'done' | 'cancelled';
export type DiscrepancyKind = 'skip' | 'sleep' | 'person';
export type StaffRole = 'housekeeper' | 'maintenance' | 'front_desk' | 'supervisor' | 'manager';

export const CLEANING_ORDER: readonly Cleaning[] = [
  'dirty',
  'cleaning',
  'cleaned',
  'inspected',
  'ready',
  'clean',
  'out_of_order',
  'out_of_service',
];
export const GUEST_FLAGS: readonly GuestFlag[] = [
  'none',
  'do_not_disturb',
  'make_up_room',
  'service_declined',
];
export const TICKET_KINDS: readonly TicketKind[] = [
  'towels',
  'pillow',
  'amenities',
  'cleaning',
  'maintenance',
  'noise',
  'food',
  'other',
];
export const STAFF_ROLES: readonly StaffRole[] = [
  'housekeeper',
  'maintenance',
  'front_desk',
  'supervisor',
  'manager',
];

export interface Property {
  name: string;
  zone: string;
  check_in_time: string;
  check_out_time: string;
  languages: string[];
}

export interface RoomStay {
  stay_id: string;
  guest_id: string;
  checked_in_at: Date;
  check_out_at: Date;
  party: number;
  vip: boolean;
  language: string | null;
}

export interface Arrival {
  stay_id: string;
  guest_id: string;
  expected_at: Date;
  vip: boolean;
}

export interface Block {
  block_id: string;
  kind: BlockKind;
  reason: string;
  from_at: Date;
  until_at: Date | null;
  returns_to: Cleaning;
}

export interface RoomTicket {
  ticket_id: string;
  kind: TicketKind;
  status: TicketStatus;
  opened_at: Date;
}

export interface Room {
  room_id: string;
  number: string;
  floor: number;
  wing: string;
  room_type: string;
  archived: boolean;
  occupancy: Occupancy;
  stay: RoomStay | null;
  upcoming: Arrival[];
  guest_flag: { value: GuestFlag; since: Date | null };
  cleaning: { status: Cleaning; since: Date | null };
  blocks: Block[];
  tickets: RoomTicket[];
  temperature_preset: number | null;
  observation: { occupancy: Occupancy; party: number | null; at: Date } | null;
  discrepancy: { kind: DiscrepancyKind; detected_at: Date } | null;
  revision: number;
  updated_at: Date;
}

export interface Ticket {
  ticket_id: string;
  room_id: string;
  stay_id: string | null;
  kind: TicketKind;
  text: string;
  status: TicketStatus;
  assignee: string | null;
  notes: { text: string; by: string; at: Date }[];
  opened_by: 'guest' | 'staff';
  opened_at: Date;
  closed_at: Date | null;
}

export interface Stay {
  stay_id: string;
  guest_name: string;
  language: string | null;
  party: number;
  vip: boolean;
  arrival_at: Date;
  departure_at: Date;
}

export interface TabletTicket {
  ticket_id: string;
  kind: TicketKind;
  text: string;
  status: TicketStatus;
  opened_at: Date;
  updated_at: Date;
}

/** What the guest's tablet may show; `stay_id` is empty and nothing of a guest is left while the room is vacant. */
export interface TabletRoom {
  room_id: string;
  stay_id: string;
  guest_name: string | null;
  language: string | null;
  check_out_at: Date | null;
  checked_in_at: Date | null;
  welcome_back: string[];
  guest_flag: GuestFlag;
  temperature_preset: number | null;
  cleaning_in_progress: boolean;
  tickets: TabletTicket[];
  hotel_name: string;
  zone: string;
  message: string | null;
  revision: number;
  updated_at: Date;
}

export interface WebConfig {
  project_id: string;
  api_key: string;
  auth_emulator: string | null;
  firestore_emulator: string | null;
  tenant_id?: string | null;
}

/** Where documents of one property live and commands for it go. */
export interface Scope {
  tenant: string;
  property: string;
}

export interface StaffClaims {
  tenant: string;
  roles: Partial<Record<string, StaffRole>>;
  staff_id: string;
}

export interface TabletClaims extends Scope {
  role: 'guest';
  room: string;
  stay: string;
}

export interface PairingCode {
  code: string;
  expires_at: string;
}

export interface TabletToken {
  custom_token: string;
  tenant_id: string;
  property_id: string;
  room_id: string;
  stay_id: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: { field: string; message: string }[];
  i18nKey?: string;
  requestId?: string;
  context?: Record<string, unknown>;
}
