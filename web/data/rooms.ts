// The room ledger: what a tap on a room asks for, and the query for all of them.
import { collection } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import { provisionalId, type Command, type Shown } from './commands';
import type {
  Block,
  BlockRoom,
  Cleaning,
  GuestFlag,
  Occupancy,
  PairingCode,
  Room,
  RoomStatus,
  Scope,
} from './contracts';
import { propertyPath, type Watched } from './documents';
import { keptAs } from './kept';
import {
  block_room,
  clear_room_block,
  make_pairing_code,
  observe_occupancy,
  set_guest_flag,
  set_room_status,
} from './routes.gen';
import { hotelNow } from '../now';

export function allRooms({ db }: Cloud, scope: Scope): Watched {
  return { query: collection(db, `${propertyPath(scope)}/rooms`), copy: keptAs(scope, 'rooms') };
}

const on = (room: Room, fields: Partial<Room>): Shown => ({ kind: 'rooms', id: room.room_id, fields });
const of = (room: Room) => ({ ids: { room_id: room.room_id }, lane: room.room_id });
const about = (key: string, room: Room, words?: Record<string, string>) => ({
  key: `note.${key}`,
  values: { room: room.number },
  ...(words ? { words } : {}),
});

export function setGuestFlag(here: Here, room: Room, flag: GuestFlag): Command {
  return commandOf(set_guest_flag, here, {
    ...of(room),
    body: { flag },
    shows: [on(room, { guest_flag: { value: flag, since: hotelNow() } })],
    about: about('guest_flag', room, { word: `flag.${flag}` }),
  });
}

/**
 * A step, or a shift lead's correction by hand. The server refuses it when the status is no longer the one seen here, and
 * while somebody is at work in the room, unless that work is to end by it.
 */
export function setCleaning(
  here: Here,
  room: Room,
  status: Cleaning,
  reason: string,
  { endsWork = false }: { endsWork?: boolean } = {},
): Command<RoomStatus> {
  const cleaning = {
    status,
    since: hotelNow(),
    by: here.me,
    reason,
    override: reason !== '',
    task_id: null,
    found: null,
  };
  return commandOf(set_room_status, here, {
    ...of(room),
    body: { status, reason, seen: room.cleaning.status, ...(endsWork && { override: true }) },
    shows: [on(room, { cleaning })],
    about: about('cleaning', room, { word: `cleaning.${status}` }),
  });
}

/** What somebody saw in the room; `party` is how many people they counted, null where nobody counted. */
export function observeOccupancy(
  here: Here,
  room: Room,
  occupancy: Occupancy,
  party: number | null,
): Command {
  return commandOf(observe_occupancy, here, {
    ...of(room),
    body: { occupancy, party },
    shows: [on(room, { observation: { occupancy, party, at: hotelNow() } })],
    about: about('observation', room, { word: `occupancy.${occupancy}` }),
  });
}

export function blockRoom(here: Here, room: Room, wanted: BlockRoom): Command<RoomStatus> {
  const block: Block = {
    block_id: provisionalId(),
    kind: wanted.kind,
    reason: wanted.reason,
    from_at: wanted.from_at ?? hotelNow(),
    until_at: wanted.until_at ?? null,
    returns_to: wanted.returns_to ?? 'dirty',
    work_order_id: null,
    until_mended: false,
  };
  return commandOf(block_room, here, {
    ...of(room),
    body: wanted,
    shows: [on(room, { blocks: [...room.blocks, block] })],
    about: about('block', room, { word: `block.${wanted.kind}` }),
  });
}

export function clearBlock(here: Here, room: Room, blockId: string): Command<RoomStatus> {
  return commandOf(clear_room_block, here, {
    ids: { room_id: room.room_id, block_id: blockId },
    lane: room.room_id,
    body: {},
    shows: [on(room, { blocks: room.blocks.filter(({ block_id }) => block_id !== blockId) })],
    about: about('clear_block', room),
  });
}

/** Only with the server: the code is shown once. */
export function makePairingCode(here: Here, room: Room): Command<PairingCode> {
  return commandOf(make_pairing_code, here, { ...of(room), body: {}, about: about('pairing', room) });
}
