// A guest's tablet: pairing with a room, watching that room's tablet document, and the guest's few commands.
// Nothing of the guest is kept on the device: memory cache only, and a session that ends with the page.
import { signInWithCustomToken, signOut, type User } from 'firebase/auth';
import { doc, memoryLocalCache } from 'firebase/firestore';
import { propertyApi, send } from './api';
import { connectCloud, type Cloud } from './cloud';
import type { GuestFlag, Scope, TabletClaims, Tablet, TabletToken, TicketKind } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';
import type { Intent } from './outbox';
import { changeAs, sendAs } from './session';

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

const ABSENT: Partial<Tablet> = {
  stay_id: '',
  guest_name: null,
  language: null,
  check_out_at: null,
  welcome_back: [],
  guest_flag: 'none',
  temperature_preset: null,
  cleaning_in_progress: false,
  tickets: [],
  tasks: [],
  message: null,
  house_information: null,
};

export function watchTablet({ db }: Cloud, pairing: Pairing, watcher: Watcher<Tablet | null>): Stop {
  const read = (fields: Record<string, unknown>, id: string) =>
    ({ room_id: id, ...ABSENT, ...fields }) as Tablet;
  return watchDocument(doc(db, `${propertyPath(pairing)}/tablets/${pairing.room}`), read, watcher);
}

export type TabletNote = 'guest_flag' | 'temperature' | 'request';
export type TabletIntent = Intent<Tablet, TabletNote>;

function roomApi(pairing: Pairing): string {
  return `${propertyApi(pairing)}/rooms/${pairing.room}`;
}

export function setOwnFlag(cloud: Cloud, pairing: Pairing, flag: GuestFlag): TabletIntent {
  return {
    target: 'flag',
    note: 'guest_flag',
    patch: (room) => ({ ...room, guest_flag: flag }),
    confirmedBy: (room) => room.guest_flag === flag,
    send: (idempotencyKey) =>
      changeAs(cloud, {
        method: 'PUT',
        path: `${roomApi(pairing)}/guest-flag`,
        body: { flag },
        idempotencyKey,
      }),
  };
}

export function setTemperature(cloud: Cloud, pairing: Pairing, celsius: number): TabletIntent {
  return {
    target: 'temperature',
    note: 'temperature',
    patch: (room) => ({ ...room, temperature_preset: celsius }),
    confirmedBy: (room) => room.temperature_preset === celsius,
    send: (idempotencyKey) =>
      changeAs(cloud, {
        method: 'PUT',
        path: `${roomApi(pairing)}/temperature-preset`,
        body: { celsius },
        idempotencyKey,
      }),
  };
}

/** A request, shown among the room's tickets at once; the listener brings the real one with its id. */
export function ask(cloud: Cloud, pairing: Pairing, kind: TicketKind, text: string): TabletIntent {
  const askedAt = new Date();
  const sameRequest = (ticket: Tablet['tickets'][number]) =>
    ticket.kind === kind && ticket.text === text && ticket.opened_at.getTime() > askedAt.getTime() - 60_000;
  return {
    target: 'request',
    note: 'request',
    patch: (room) =>
      room.tickets.some(sameRequest)
        ? room
        : {
            ...room,
            tickets: [
              {
                ticket_id: `pending-${askedAt.getTime()}`,
                kind,
                text,
                status: 'open',
                opened_at: askedAt,
                updated_at: askedAt,
              },
              ...room.tickets,
            ],
          },
    confirmedBy: (room) => room.tickets.some(sameRequest),
    // The reply is the ticket, which has no revision of the tablet's document.
    send: async (idempotencyKey) => {
      await sendAs(cloud, {
        method: 'POST',
        path: `${roomApi(pairing)}/tickets`,
        body: { kind, text },
        idempotencyKey,
      });
      return null;
    },
  };
}
