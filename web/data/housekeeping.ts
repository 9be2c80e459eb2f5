// Housekeeping's part of a room: which status this person may give it next, and giving it.
import type { Cloud } from './cloud';
import type { Cleaning, Room, Scope } from './contracts';
import type { RoomIntent } from './rooms';
import { changeAs, sendAs } from './session';

function statusPath(roomId: string): string {
  return `/api/v1/housekeeping/rooms/${roomId}/status`;
}

/** The steps that the person signed in has from here; the rules live on the server alone. */
export async function nextSteps(cloud: Cloud, scope: Scope, roomId: string): Promise<Cleaning[]> {
  const call = { method: 'GET', path: statusPath(roomId), propertyId: scope.property } as const;
  const { may_follow } = await sendAs<{ may_follow: Cleaning[] }>(cloud, call);
  return may_follow;
}

/** A step, or a shift lead's correction by hand. The server refuses it when the status is no longer the one seen here. */
export function setCleaning(
  cloud: Cloud,
  scope: Scope,
  room: Room,
  status: Cleaning,
  reason: string,
): RoomIntent {
  const seen = room.cleaning.status;
  return {
    target: room.room_id,
    note: { kind: 'cleaning', room: room.number, status },
    patch: (doc) => ({ ...doc, cleaning: { ...doc.cleaning, status, since: new Date(), reason } }),
    confirmedBy: (doc) => doc.cleaning.status === status,
    send: (idempotencyKey) =>
      changeAs(cloud, {
        method: 'POST',
        path: statusPath(room.room_id),
        body: { status, reason, seen },
        propertyId: scope.property,
        idempotencyKey,
      }),
  };
}
