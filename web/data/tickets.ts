// Requests and faults: watching the open ones of a room with their words, and moving them on.
import { collection, query, where } from 'firebase/firestore';
import { propertyApi } from './api';
import type { Cloud } from './cloud';
import type { Room, Scope, Ticket, TicketKind, TicketStatus } from './contracts';
import { propertyPath, watchQuery, type Stop, type Watcher } from './documents';
import type { RoomIntent } from './rooms';
import { sendAs } from './session';

export const OPEN_STATUSES: readonly TicketStatus[] = ['open', 'accepted', 'in_progress'];

/** The next step of a ticket that is on its way; null at its end. */
export const NEXT_STATUS: Record<TicketStatus, TicketStatus | null> = {
  open: 'accepted',
  accepted: 'in_progress',
  in_progress: 'done',
  done: null,
  cancelled: null,
};

function readTicket(fields: Record<string, unknown>, id: string): Ticket {
  const absent: Partial<Ticket> = { ticket_id: id, text: '', notes: [], assignee: null, closed_at: null };
  return { ...absent, ...fields } as Ticket;
}

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
  return watchQuery(open, readTicket, watcher);
}

function withTicketStatus(room: Room, ticketId: string, status: TicketStatus): Room {
  const tickets = room.tickets.map((ticket) =>
    ticket.ticket_id === ticketId ? { ...ticket, status } : ticket,
  );
  return { ...room, tickets: tickets.filter((ticket) => OPEN_STATUSES.includes(ticket.status)) };
}

export function setTicketStatus(
  cloud: Cloud,
  scope: Scope,
  room: Room,
  ticketId: string,
  status: TicketStatus,
): RoomIntent {
  const stillOpen = OPEN_STATUSES.includes(status);
  return {
    target: room.room_id,
    note: { kind: 'ticket', room: room.number, status },
    patch: (doc) => withTicketStatus(doc, ticketId, status),
    confirmedBy: (doc) => {
      const found = doc.tickets.find((ticket) => ticket.ticket_id === ticketId);
      return stillOpen ? found?.status === status : found === undefined;
    },
    // The reply is the ticket: its revision says nothing of the room's.
    send: async (idempotencyKey) => {
      await sendAs(cloud, {
        method: 'PUT',
        path: `${propertyApi(scope)}/tickets/${ticketId}/status`,
        body: { status },
        idempotencyKey,
      });
      return null;
    },
  };
}

export async function openTicket(
  cloud: Cloud,
  scope: Scope,
  roomId: string,
  request: { kind: TicketKind; text: string },
  idempotencyKey: string,
): Promise<void> {
  await sendAs(cloud, {
    method: 'POST',
    path: `${propertyApi(scope)}/rooms/${roomId}/tickets`,
    body: request,
    idempotencyKey,
  });
}
