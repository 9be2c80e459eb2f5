// A guest's tablet: pairing with a room, watching that room's tablet document, and the guest's few commands.
// Nothing of the guest is kept on the device: memory cache only, and a session that ends with the page.
import { signInWithCustomToken, signOut, type User } from 'firebase/auth';
import { doc } from 'firebase/firestore';
import { send } from './api';
import { commandOf } from './calls';
import { connectCloud, type Cloud } from './cloud';
import { provisionalId, type Command, type Shown } from './commands';
import type {
  GuestFlag,
  Scope,
  Tablet,
  TabletClaims,
  TabletTask,
  TabletTicket,
  TabletToken,
  TicketKind,
} from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';
import type { Sending, Sent } from './outbox';
import {
  create_task,
  forget_me,
  open_ticket,
  set_guest_flag,
  set_temperature_preset,
  set_ticket_status,
} from './routes.gen';
import { deliveryOf } from './session';
import { hotelNow } from '../now';

/** The room this tablet is paired with, and the stay its token speaks for ("" while vacant). */
export interface Pairing extends Scope {
  room: string;
  stay: string;
}

export function connectTablet(): Promise<Cloud> {
  return connectCloud('while-the-page-lives');
}

async function pairingOf(user: User): Promise<Pairing> {
  const claims = (await user.getIdTokenResult()).claims as unknown as TabletClaims;
  return { tenant: claims.tenant, property: claims.property, room: claims.room, stay: claims.stay };
}

async function enter({ auth }: Cloud, { custom_token }: TabletToken): Promise<Pairing> {
  const { user } = await signInWithCustomToken(auth, custom_token);
  return pairingOf(user);
}

/** The pairing this page already has, after a reload; null on a device that must renew or pair. */
export async function resume({ auth }: Cloud): Promise<Pairing | null> {
  await auth.authStateReady();
  return auth.currentUser ? pairingOf(auth.currentUser) : null;
}

/** Pairs this device by the code that staff read out; raises Refusal when the code is wrong or old. */
export async function claim(cloud: Cloud, code: string, idempotencyKey: string): Promise<Pairing> {
  const call = { method: 'POST', path: '/auth/tablets/claim', body: { code }, idempotencyKey } as const;
  return enter(cloud, await send<TabletToken>(call));
}

/** Signs in anew for whoever is in the room now; raises Refusal when this device is not paired any more. */
export async function renew(cloud: Cloud): Promise<Pairing> {
  return enter(cloud, await send<TabletToken>({ method: 'POST', path: '/auth/tablets/renew', body: {} }));
}

export async function forget({ auth }: Cloud): Promise<void> {
  await signOut(auth);
}

/** Fields that are younger than some documents. */
const YOUNG: Pick<
  Tablet,
  'remembered' | 'tasks' | 'messages' | 'information' | 'preset_lowest' | 'preset_highest'
> = {
  remembered: [],
  tasks: [],
  messages: {},
  information: {},
  preset_lowest: 16,
  preset_highest: 30,
};

export function watchTablet({ db }: Cloud, pairing: Pairing, watcher: Watcher<Tablet | null>): Stop {
  return watchDocument<Tablet>(doc(db, `${propertyPath(pairing)}/tablets/${pairing.room}`), {
    ...watcher,
    next: (found, live) => watcher.next(found && { ...YOUNG, ...found }, live),
  });
}

/** What a guest's tap is about; each is a lane of its own. */
export type Wish = 'guest_flag' | 'temperature' | 'request' | 'forget';

const on = (pairing: Pairing, fields: Partial<Tablet>): Shown => ({
  kind: 'tablet',
  id: pairing.room,
  fields,
});
const of = (pairing: Pairing, lane: Wish) => ({
  ids: { room_id: pairing.room },
  lane,
  about: { key: lane },
});

export function setOwnFlag(pairing: Pairing, flag: GuestFlag): Command {
  return commandOf(set_guest_flag, pairing, {
    ...of(pairing, 'guest_flag'),
    body: { flag },
    shows: [on(pairing, { guest_flag: flag })],
  });
}

/** Null leaves it to the house. */
export function setTemperature(pairing: Pairing, celsius: number | null): Command {
  return commandOf(set_temperature_preset, pairing, {
    ...of(pairing, 'temperature'),
    body: { celsius },
    shows: [on(pairing, { temperature_preset: celsius })],
  });
}

/** A request, shown among the room's tickets at once; the listener brings the real one with its id. */
export function ask(pairing: Pairing, kind: TicketKind, text: string): Command {
  const now = hotelNow();
  const item = {
    ticket_id: provisionalId(),
    kind,
    text,
    status: 'open',
    opened_at: now,
    updated_at: now,
  };
  return commandOf(open_ticket, pairing, {
    ...of(pairing, 'request'),
    body: { kind, text },
    shows: [
      { kind: 'tickets', id: item.ticket_id, fields: {} },
      { ...on(pairing, {}), adds: { list: 'tickets', namedBy: 'ticket_id', item } },
    ],
  });
}

/** A cleaning of the room at a time of the guest's; null is as soon as it can be. What is planned already is moved there. */
export function askForClean(
  pairing: Pairing,
  planned: readonly TabletTask[],
  at: Date | null,
  note: string,
): Command {
  const item = { task_id: provisionalId(), kind: 'mid_stay_clean', status: 'pending', scheduled_for: at };
  const [first, ...others] = planned;
  const shown: Shown = first
    ? on(pairing, { tasks: [{ ...first, scheduled_for: at }, ...others] })
    : { ...on(pairing, {}), adds: { list: 'tasks', namedBy: 'task_id', item } };
  return commandOf(create_task, pairing, {
    ...of(pairing, 'request'),
    body: { room_id: pairing.room, kind: 'mid_stay_clean', scheduled_for: at, note },
    shows: [{ kind: 'tasks', id: item.task_id, fields: {} }, shown],
  });
}

/** Takes back a request that nobody has begun. */
export function takeBack(pairing: Pairing, tickets: readonly TabletTicket[], ticketId: string): Command {
  const after = tickets.map((ticket): TabletTicket =>
    ticket.ticket_id === ticketId ? { ...ticket, status: 'cancelled' } : ticket,
  );
  return commandOf(set_ticket_status, pairing, {
    ...of(pairing, 'request'),
    ids: { ticket_id: ticketId },
    body: { status: 'cancelled' },
    shows: [{ kind: 'tickets', id: ticketId, fields: {} }, on(pairing, { tickets: after })],
  });
}

/** Has forgotten what is remembered of the guest. */
export function forgetMe(pairing: Pairing): Command {
  return commandOf(forget_me, pairing, {
    ...of(pairing, 'forget'),
    body: {},
    shows: [on(pairing, { remembered: [], welcome_back: [] })],
  });
}

/** How the tablet's outbox sends: as the guest who is in the room now, and for nobody after them. */
export function deliveryFor(cloud: Cloud): (sending: Sending) => Promise<Sent> {
  const deliver = deliveryOf(cloud, cloud.auth.currentUser?.uid ?? '');
  // Whether it was so already is nothing to a guest: what they wished holds.
  return async (sending) => ({ ...(await deliver(sending)), unchanged: false });
}
