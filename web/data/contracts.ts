// The shapes of documents and commands as the screens see them, generated from the Python contracts, and beside them
// what is the browser's own: where the cloud is, who is signed in, how the server refuses.
import type { OpenTask, OpenTicket, Room as Row, StaffRole, Task, Ticket } from './contracts.gen';

export * from './contracts.gen';

/** The row. What it holds of tickets and tasks are excerpts of theirs, in their words. */
export interface Room extends Omit<Row, 'tickets' | 'tasks'> {
  tickets: readonly RoomTicket[];
  tasks: readonly RoomTask[];
}

export type RoomTicket = OpenTicket & Pick<Ticket, 'kind' | 'status'>;
export type RoomTask = OpenTask & Pick<Task, 'kind' | 'status' | 'priority'>;

export interface WebConfig {
  project_id: string;
  api_key: string;
  auth_emulator: string | null;
  firestore_emulator: string | null;
  tenant_id?: string | null;
  /** What HOTEL_NOW says there, where the hotel's time is not the real one (now.ts). */
  hotel_now?: string | null;
  /** Who may be tried in the demo hotel of a local cloud. */
  demo?: Demo | null;
}

export interface Demo {
  readonly password: string;
  readonly people: readonly { email: string; name: string; role: StaffRole; language: string }[];
}

/** Where documents of one property live and commands for it go. */
export interface Scope {
  tenant: string;
  property: string;
}

export interface TabletClaims extends Scope {
  role: 'guest';
  room: string;
  stay: string;
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
