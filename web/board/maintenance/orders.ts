// Which work orders are shown, in which groups and order: what is mine first, what is grave first. Pure.
import { PRIORITY_ORDER, type WorkOrder, type WorkOrderStatus } from '../../data/contracts';
import { finds, isCalled } from '../../i18n/folding';

export const GROUP_ORDER = ['mine', 'in_progress', 'open', 'assigned', 'resolved'] as const;
export type GroupName = (typeof GROUP_ORDER)[number];

export interface Group {
  readonly name: GroupName;
  readonly orders: readonly WorkOrder[];
}

export interface Asked {
  readonly severity: WorkOrder['severity'] | null;
  /** What a room is called, or any part of what was written. */
  readonly text: string;
}

const SEVERITIES: readonly WorkOrder['severity'][] = ['heavy', 'light'];

export function askedOf(query: Readonly<Record<string, string>>): Asked {
  return {
    severity: SEVERITIES.find((one) => one === query.severity) ?? null,
    text: (query.q ?? '').trim(),
  };
}

function matches(order: WorkOrder, { severity, text }: Asked, room: string): boolean {
  if (severity !== null && order.severity !== severity) return false;
  return isCalled(text, room) || finds(text, order.description);
}

const STANDING: Partial<Record<WorkOrderStatus, GroupName>> = {
  open: 'open',
  assigned: 'assigned',
  in_progress: 'in_progress',
  resolved: 'resolved',
};

/** Null for what is over: it stays in the list only until the server has said so. What is mended waits for another's eyes. */
function groupOf(order: WorkOrder, me: string): GroupName | null {
  const standing = STANDING[order.status] ?? null;
  return order.assignee === me && (standing === 'assigned' || standing === 'in_progress') ? 'mine' : standing;
}

const weight = (order: WorkOrder) =>
  (order.status === 'in_progress' ? 1000 : 0) +
  (order.severity === 'heavy' ? 100 : 0) +
  PRIORITY_ORDER.indexOf(order.priority);

const byWeight = (one: WorkOrder, other: WorkOrder) =>
  weight(other) - weight(one) || one.opened_at.getTime() - other.opened_at.getTime();

/** `roomName`: what a room is called, by its id. */
export function grouped(
  orders: readonly WorkOrder[],
  me: string,
  asked: Asked,
  roomName = (roomId: string) => roomId,
): readonly Group[] {
  const shown = orders.filter((order) => matches(order, asked, roomName(order.room_id)));
  return GROUP_ORDER.map((name) => ({
    name,
    orders: shown.filter((order) => groupOf(order, me) === name).sort(byWeight),
  })).filter((group) => group.orders.length > 0);
}
