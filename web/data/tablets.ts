// A guest's tablet: pairing with a room, watching that room's tablet document, and the guest's few commands.
// Nothing of the guest is kept on the device: memory cache only, and a session that ends with the page.
import { signInWithCustomToken, signOut, type User } from 'firebase/auth';
import { doc, memoryLocalCache } from 'firebase/firestore';
import { send } from './api';
import { commandOf } from './calls';
import { connectCloud, type Cloud } from './cloud';
import { provisionalId, type Command, type Shown } from './commands';
import type { GuestFlag, Scope, TabletClaims, Tablet, TabletToken, TicketKind } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';
import type { Sending, Sent } from './outbox';
import { open_ticket, set_guest_flag, set_temperature_preset } from './routes.gen';
import { callOf, sendAs } from './session';

/** The room this tablet is paired with, and the stay its token speaks for ("" while vacant). */
export interface Pairing extends Scope {
  room: string;
  stay: string;
}

export function connectTablet(): Promise<Cloud> {
  return connectCloud(memoryLocalCache(), 'while-the-page-lives');
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
const YOUNG: Pick<Tablet, 'tasks' | 'house_information'> = { tasks: [], house_information: null };

export function watchTablet({ db }: Cloud, pairing: Pairing, watcher: Watcher<Tablet | null>): Stop {
  return watchDocument<Tablet>(doc(db, `${propertyPath(pairing)}/tablets/${pairing.room}`), {
    ...watcher,
    next: (found, live) => watcher.next(found && { ...YOUNG, ...found }, live),
  });
}

/** What a guest's tap is about; each is a lane of its own. */
export type Wish = 'guest_flag' | 'temperature' | 'request';

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

export function setTemperature(pairing: Pairing, celsius: number): Command {
  return commandOf(set_temperature_preset, pairing, {
    ...of(pairing, 'temperature'),
    body: { celsius },
    shows: [on(pairing, { temperature_preset: celsius })],
  });
}

/** A request, shown among the room's tickets at once; the listener brings the real one with its id. */
export function ask(pairing: Pairing, kind: TicketKind, text: string): Command {
  const now = new Date();
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

/** How the tablet's outbox sends: as the guest who is in the room now. */
export function deliveryFor(cloud: Cloud): (sending: Sending) => Promise<Sent> {
  return async ({ command, idempotencyKey }) => ({
    reply: (await sendAs<Sent['reply'] | null>(cloud, callOf(command, idempotencyKey))) ?? {},
    unchanged: false,
  });
}
