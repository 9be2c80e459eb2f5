// Requests and faults: watching the open ones of a room with their words, opening one, and moving them on.
import { collection, query, where } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import { provisionalId, type Command, type Shown } from './commands';
import type { OpenTicketAsked, Room, RoomTicket, Scope, Ticket, TicketStatus } from './contracts';
import { propertyPath, watchQuery, type Stop, type Watcher } from './documents';
import { keptAs } from './kept';
import { assign_ticket, note_ticket, open_ticket, set_ticket_status } from './routes.gen';
import { hotelNow } from '../now';

export const OPEN_STATUSES: readonly TicketStatus[] = ['open', 'accepted', 'in_progress'];

/** The next step of a ticket that is on its way; null at its end. */
export const NEXT_STATUS: Record<TicketStatus, TicketStatus | null> = {
  open: 'accepted',
  accepted: 'in_progress',
  in_progress: 'done',
  done: null,
  cancelled: null,
};

export function watchRoomTickets(
  { db }: Cloud,
  scope: Scope,
  roomId: string,
  watcher: Watcher<ReadonlyMap<string, Ticket>>,
): Stop {
  const open = query(
    collection(db, `${propertyPath(scope)}/tickets`),
    where('room_id', '==', roomId),
    where('status', 'in', OPEN_STATUSES),
  );
  return watchQuery({ query: open, copy: keptAs(scope, `tickets of ${roomId}`) }, watcher);
}

const on = (ticketId: string, fields: Partial<Ticket>): Shown => ({ kind: 'tickets', id: ticketId, fields });

/** The row lists its open tickets; the reply is the ticket, so what the row shows confirms the tap. */
function onRow(room: Room, ticketId: string, status: TicketStatus): Shown {
  const tickets = room.tickets
    .map((ticket): RoomTicket => (ticket.ticket_id === ticketId ? { ...ticket, status } : ticket))
    .filter((ticket) => OPEN_STATUSES.includes(ticket.status));
  return { kind: 'rooms', id: room.room_id, fields: { tickets } };
}

export function setTicketStatus(
  here: Here,
  room: Room,
  ticketId: string,
  status: TicketStatus,
): Command<unknown> {
  return commandOf(set_ticket_status, here, {
    ids: { ticket_id: ticketId },
    body: { status },
    lane: room.room_id,
    shows: [on(ticketId, { status }), onRow(room, ticketId, status)],
    about: { key: 'note.ticket', values: { room: room.number }, words: { word: `ticket_status.${status}` } },
  });
}

export function openTicket(here: Here, room: Room, asked: OpenTicketAsked): Command<unknown> {
  const item = { ticket_id: provisionalId(), kind: asked.kind, status: 'open', opened_at: hotelNow() };
  return commandOf(open_ticket, here, {
    ids: { room_id: room.room_id },
    body: asked,
    lane: room.room_id,
    shows: [
      { kind: 'tickets', id: item.ticket_id, fields: {} },
      { kind: 'rooms', id: room.room_id, fields: {}, adds: { list: 'tickets', namedBy: 'ticket_id', item } },
    ],
    about: {
      key: 'note.open_ticket',
      values: { room: room.number },
      words: { word: `ticket_kind.${asked.kind}` },
    },
  });
}

export function assignTicket(here: Here, ticket: Ticket, staffId: string | null): Command<Ticket> {
  return commandOf(assign_ticket, here, {
    ids: { ticket_id: ticket.ticket_id },
    body: { assignee: staffId },
    lane: ticket.room_id,
    shows: [on(ticket.ticket_id, { assignee: staffId })],
    about: {
      key: staffId ? 'note.assign_ticket' : 'note.put_back_ticket',
      values: { room: ticket.room_id },
      ...(staffId ? { people: { person: staffId } } : {}),
    },
  });
}

export function noteTicket(here: Here, ticket: Ticket, text: string): Command<Ticket> {
  return commandOf(note_ticket, here, {
    ids: { ticket_id: ticket.ticket_id },
    body: { text },
    lane: ticket.room_id,
    shows: [on(ticket.ticket_id, { notes: [...ticket.notes, { text, by: here.me, at: hotelNow() }] })],
    about: { key: 'note.note_ticket', values: { room: ticket.room_id } },
  });
}
