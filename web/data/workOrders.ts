// Maintenance: what is to be mended, from the report of it until somebody has seen that it is.
import { collection, query, where } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import { provisionalId, type Command, type ReplyOf, type Shown } from './commands';
import type { OpenWorkOrder, Scope, WorkOrder, WorkOrderStatus } from './contracts';
import { propertyPath, type Watched } from './documents';
import { keptAs } from './kept';
import {
  assign_work_order,
  cancel_work_order,
  note_work_order,
  open_work_order,
  resolve_work_order,
  start_work_order,
  verify_work_order,
} from './routes.gen';
import { hotelNow } from '../now';

export const OPEN_ORDERS: readonly WorkOrderStatus[] = ['open', 'assigned', 'in_progress', 'resolved'];

export function openWorkOrders({ db }: Cloud, scope: Scope): Watched {
  const all = collection(db, `${propertyPath(scope)}/work_orders`);
  return { query: query(all, where('status', 'in', OPEN_ORDERS)), copy: keptAs(scope, 'work_orders') };
}

type Photos = { readonly photos?: readonly (string | ReplyOf)[] };

const on = (order: WorkOrder, fields: Partial<WorkOrder>): Shown => ({
  kind: 'work_orders',
  id: order.work_order_id,
  fields,
});
const of = (order: WorkOrder) => ({ ids: { work_order_id: order.work_order_id }, lane: order.room_id });
const about = (key: string, roomId: string) => ({ key: `note.${key}`, values: { room: roomId } });
const noted = (here: Here, order: WorkOrder, text: string) => [
  ...order.notes,
  { text, by: here.me, at: hotelNow() },
];

export function openWorkOrder(here: Here, said: Omit<OpenWorkOrder, 'photos'> & Photos): Command<WorkOrder> {
  const order: WorkOrder = {
    revision: 0,
    updated_at: null,
    work_order_id: provisionalId(),
    room_id: said.room_id,
    category: said.category ?? 'other',
    description: said.description,
    severity: said.severity,
    status: 'open',
    priority: said.priority ?? (said.severity === 'heavy' ? 'high' : 'normal'),
    source: 'manual',
    task_id: null,
    block_id: null,
    reported_by: here.me,
    opened_at: hotelNow(),
    assignee: null,
    started_at: null,
    resolved_at: null,
    resolution: '',
    verified_at: null,
    verified_by: null,
    cancelled_at: null,
    cancelled_for: '',
    photos: [],
    notes: [],
  };
  return commandOf(open_work_order, here, {
    body: said,
    lane: said.room_id,
    shows: [{ kind: 'work_orders', id: order.work_order_id, fields: { ...order }, isNew: true }],
    about: about('open_work_order', said.room_id),
  });
}

/** Gives it to somebody who mends; null gives it back to everybody. */
export function assignWorkOrder(here: Here, order: WorkOrder, staffId: string | null): Command<WorkOrder> {
  return commandOf(assign_work_order, here, {
    ...of(order),
    body: { staff_id: staffId },
    shows: [on(order, { assignee: staffId, status: staffId ? 'assigned' : 'open' })],
    about: staffId
      ? { ...about('assign_work_order', order.room_id), people: { person: staffId } }
      : about('put_back_work_order', order.room_id),
  });
}

export function startWorkOrder(here: Here, order: WorkOrder): Command<WorkOrder> {
  const assignee = order.assignee ?? here.me;
  return commandOf(start_work_order, here, {
    ...of(order),
    body: {},
    shows: [on(order, { status: 'in_progress', assignee, started_at: hotelNow() })],
    about: about('start_work_order', order.room_id),
  });
}

export function resolveWorkOrder(
  here: Here,
  order: WorkOrder,
  done: { readonly resolution: string } & Photos,
): Command<WorkOrder> {
  return commandOf(resolve_work_order, here, {
    ...of(order),
    body: done,
    shows: [on(order, { status: 'resolved', resolution: done.resolution, resolved_at: hotelNow() })],
    about: about('resolve_work_order', order.room_id),
  });
}

/** Somebody has seen that it is mended. */
export function verifyWorkOrder(here: Here, order: WorkOrder, note = ''): Command<WorkOrder> {
  return commandOf(verify_work_order, here, {
    ...of(order),
    body: { passed: true, note },
    shows: [on(order, { status: 'verified', verified_at: hotelNow(), verified_by: here.me })],
    about: about('verify_work_order', order.room_id),
  });
}

/** It is not mended: who said so has it again, and reads what is wrong. */
export function reopenWorkOrder(here: Here, order: WorkOrder, wrong: string): Command<WorkOrder> {
  return commandOf(verify_work_order, here, {
    ...of(order),
    body: { passed: false, note: wrong },
    shows: [on(order, { status: 'assigned', resolution: '', notes: noted(here, order, wrong) })],
    about: about('reopen_work_order', order.room_id),
  });
}

export function cancelWorkOrder(here: Here, order: WorkOrder, reason: string): Command<WorkOrder> {
  return commandOf(cancel_work_order, here, {
    ...of(order),
    body: { reason },
    shows: [on(order, { status: 'cancelled', cancelled_for: reason, cancelled_at: hotelNow() })],
    about: about('cancel_work_order', order.room_id),
  });
}

export function noteWorkOrder(here: Here, order: WorkOrder, text: string): Command<WorkOrder> {
  return commandOf(note_work_order, here, {
    ...of(order),
    body: { text },
    shows: [on(order, { notes: noted(here, order, text) })],
    about: about('note_work_order', order.room_id),
  });
}
