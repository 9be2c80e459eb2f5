// The room ledger: watching it, and the commands that change a room.
import { collection } from 'firebase/firestore';
import { propertyApi } from './api';
import type { Cloud } from './cloud';
import type { Cleaning, GuestFlag, PairingCode, Room, Scope, TicketStatus } from './contracts';
import { propertyPath, watchQuery, type Stop, type Watcher } from './documents';
import type { Intent } from './outbox';
import { changeAs, sendAs } from './session';

/** Fields a document may lack; everything else is always there. */
const ABSENT: Partial<Room> = {
  stay: null,
  upcoming: [],
  blocks: [],
  tickets: [],
  temperature_preset: null,
  observation: null,
  discrepancy: null,
  archived: false,
  guest_flag: { value: 'none', since: null },
  cleaning: { status: 'clean', since: null, by: '', reason: '', override: false },
};

function readRoom(fields: Record<string, unknown>, id: string): Room {
  return { room_id: id, number: id, ...ABSENT, ...fields } as Room;
}

export function watchRooms({ db }: Cloud, scope: Scope, watcher: Watcher<ReadonlyMap<string, Room>>): Stop {
  return watchQuery(collection(db, `${propertyPath(scope)}/rooms`), readRoom, watcher);
}

/** What a pending command on a room says about itself. */
export type RoomNote =
  | { kind: 'guest_flag'; room: string; flag: GuestFlag }
  | { kind: 'cleaning'; room: string; status: Cleaning }
  | { kind: 'ticket'; room: string; status: TicketStatus };

export type RoomIntent = Intent<Room, RoomNote>;

export function setGuestFlag(cloud: Cloud, scope: Scope, room: Room, flag: GuestFlag): RoomIntent {
  return {
    target: room.room_id,
    note: { kind: 'guest_flag', room: room.number, flag },
    patch: (doc) => ({ ...doc, guest_flag: { value: flag, since: new Date() } }),
    confirmedBy: (doc) => doc.guest_flag.value === flag,
    send: (idempotencyKey) =>
      changeAs(cloud, {
        method: 'PUT',
        path: `${propertyApi(scope)}/rooms/${room.room_id}/guest-flag`,
        body: { flag },
        idempotencyKey,
      }),
  };
}

export async function makePairingCode(
  cloud: Cloud,
  scope: Scope,
  roomId: string,
  idempotencyKey: string,
): Promise<PairingCode> {
  return sendAs<PairingCode>(cloud, {
    method: 'POST',
    path: `${propertyApi(scope)}/rooms/${roomId}/tablets`,
    body: {},
    idempotencyKey,
  });
}
