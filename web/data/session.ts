// Who is at the board: signing in and out, and what the server says they may do. Components see Staff only.
import { onIdTokenChanged, signInWithCustomToken, signOut, type User } from 'firebase/auth';
import { terminate } from 'firebase/firestore';
import { exchange, Refusal, send, Unreachable, withInstants, type Answer, type Call } from './api';
import { connectCloud, type Cloud } from './cloud';
import type { Command } from './commands';
import {
  STAFF_ROLE_ORDER,
  type Address,
  type Colleague,
  type Me,
  type MyInvitation,
  type PairedDevice,
  type Scope,
  type SignedInSession,
  type StaffRole,
  type TakenOver,
} from './contracts';
import { copyOf, keepCopy } from './device';
import type { Stop } from './documents';
import type { Sending, Sent } from './outbox';
import { forgetKept } from './kept';
import {
  accept_invitation,
  decline_invitation,
  end_own_session,
  list_colleagues,
  list_own_invitations,
  share_device,
  sign_out,
  switch_property,
  take_over,
  use_sign_in_code,
  who_am_i,
} from './routes.gen';
import { forgetTapsOf } from './shelf';

export interface Staff {
  uid: string;
  email: string;
  tenant: string;
  staffId: string;
  /** Where they are signed in: listeners see this hotel only. */
  property: string;
  /** Which of their sign-ins this is. */
  session: string;
  /** Whether they took a shared device over by PIN: then they do floor work, and nothing else. */
  byPin: boolean;
  /** Whether somebody typed wrong PINs in their name. */
  pinGuessed: boolean;
  /** Settings id to role; empty when this account may see no hotel. */
  roles: ReadonlyMap<string, StaffRole>;
}

export function connectBoard(): Promise<Cloud> {
  return connectCloud('until-sign-out');
}

const meName = (uid: string) => `me ${uid}`;

function staffFrom(user: User, me: Me): Staff {
  const held = Object.entries(me.roles).flatMap(([property, roles]) =>
    STAFF_ROLE_ORDER.filter((role) => roles.includes(role)).map((role): [string, StaffRole] => [
      property,
      role,
    ]),
  );
  return {
    uid: user.uid,
    email: user.email ?? me.staff?.email ?? '',
    tenant: me.tenant_id,
    staffId: me.id,
    property: me.property_id,
    session: me.session_id,
    byPin: me.by_pin,
    pinGuessed: me.staff?.pin_guessed_at != null,
    roles: new Map(held),
  };
}

/** Says who is here, now and whenever it is somebody else or they may do something else; null where nobody is. */
export function watchStaff(cloud: Cloud, next: (staff: Staff | null) => void): Stop {
  const { auth } = cloud;
  return onIdTokenChanged(auth, async (user) => {
    if (!user) return next(null);
    const staff = await whoIs(cloud, user);
    // While it was asked for, somebody else may have come, or this person have gone.
    if (auth.currentUser?.uid === user.uid) next(staff);
  });
}

/**
 * What the server says of who is signed in; without network what it said last, enough for the copy kept here. Null where
 * their sign-in is over: it was ended, lay idle too long, or they were dismissed.
 */
export async function whoIs(cloud: Cloud, user: User): Promise<Staff | null> {
  try {
    const me = await sendAs<Me>(cloud, { method: 'GET', path: who_am_i.path });
    await keepCopy(meName(user.uid), me);
    return staffFrom(user, me);
  } catch (error) {
    if (error instanceof Unreachable) {
      const kept = await copyOf<Me>(meName(user.uid));
      return kept ? staffFrom(user, kept) : null;
    }
    await signOut(cloud.auth).catch(() => undefined);
    return null;
  }
}

/** Sets one's password by a code that was read out; then one signs in by it. Raises Refusal or Unreachable. */
export function setPasswordByCode(code: string, password: string): Promise<Address> {
  return send<Address>({ method: 'POST', path: use_sign_in_code.path, body: { code, password } });
}

/** Goes on in another hotel: a sign-in of its own. Raises Refusal or Unreachable. */
export async function enterProperty(cloud: Cloud, property: string): Promise<void> {
  const begun = await sendAs<SignedInSession>(cloud, {
    method: 'POST',
    path: switch_property.path,
    body: { property_id: property },
  });
  await signInWithCustomToken(cloud.auth, begun.custom_token);
}

/** Signs out and empties what is kept here: the next person at this screen may see less. The page must reload. */
export async function leave(cloud: Cloud, staff: Staff | null): Promise<void> {
  const { auth, db } = cloud;
  const person = auth.currentUser?.uid;
  // On this device only: whoever is signed in elsewhere too stays so. What is not told without network ends by itself.
  const end = staff?.byPin
    ? { method: 'POST' as const, path: sign_out.path, body: {} }
    : { method: 'DELETE' as const, path: end_own_session.path.replace('{session_id}', staff?.session ?? '') };
  if (staff && auth.currentUser) await sendAs(cloud, end).catch(() => undefined);
  await signOut(auth);
  await emptyCache(db);
  if (person) await forgetTapsOf(person).catch(() => undefined);
}

async function emptyCache(db: Cloud['db']): Promise<void> {
  await terminate(db);
  await forgetKept().catch(() => undefined);
}

/** Where this person is invited to work. Raises Refusal or Unreachable. */
export function invitationsOf(cloud: Cloud): Promise<readonly MyInvitation[]> {
  return sendAs<readonly MyInvitation[]>(cloud, { method: 'GET', path: list_own_invitations.path });
}

/** Says yes or no to an invitation. Raises Refusal or Unreachable. */
export async function answerInvitation(cloud: Cloud, property: string, yes: boolean): Promise<void> {
  const { method, path } = yes ? accept_invitation : decline_invitation;
  const call = { method, path: path.replace('{house_id}', encodeURIComponent(property)) };
  await sendAs(cloud, yes ? { ...call, body: {} } : call);
}

/** Who may take this device over, by name. Null where it is no shared device. Raises Unreachable. */
export async function colleaguesHere(): Promise<readonly Colleague[] | null> {
  try {
    return await send<readonly Colleague[]>({ method: 'GET', path: list_colleagues.path });
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Has this device be one that colleagues share. Raises Refusal or Unreachable. */
export function shareDevice(cloud: Cloud, scope: Scope, label: string): Promise<PairedDevice> {
  return sendAs<PairedDevice>(cloud, {
    method: 'POST',
    path: share_device.path.replace('{property_id}', encodeURIComponent(scope.property)),
    body: { label },
  });
}

/**
 * Another person takes over this shared device, by their PIN. Taps of the one before stay theirs: they wait on the device
 * until that person is back. Raises Refusal or Unreachable.
 *
 * What the device keeps is what any of the staff may see, but for guests' names: where the one before might know those, or
 * worked in more hotels, it is emptied. Returns the property, and whether the page must reload because of that.
 */
export async function takeOver(
  cloud: Cloud,
  before: Staff | null,
  staffId: string,
  pin: string,
): Promise<{ property: string; emptied: boolean }> {
  const body = { staff_id: staffId, pin };
  // Not by exchangeAs: a PIN that is not right is a 401 as well, and each try counts.
  const taken = await send<TakenOver>({ method: 'POST', path: take_over.path, body });
  const { user } = await signInWithCustomToken(cloud.auth, taken.custom_token);
  const after = await whoIs(cloud, user);
  const emptied = before !== null && seesLess(before.roles, after?.roles ?? new Map());
  if (emptied) await emptyCache(cloud.db);
  return { property: taken.property_id, emptied };
}

const KNOW_NAMES: readonly StaffRole[] = ['front_desk', 'manager'];

type Roles = ReadonlyMap<string, StaffRole>;

/** Whether the cache of who has these roles holds anything that who has the others may not see. */
export function seesLess(before: Roles, after: Roles): boolean {
  return [...before].some(([property, role]) => {
    const next = after.get(property);
    return next === undefined || (KNOW_NAMES.includes(role) && !KNOW_NAMES.includes(next));
  });
}

/** Sends a call in the name of whoever is signed in. */
export async function sendAs<T>(cloud: Cloud, call: Omit<Call, 'token'>): Promise<T> {
  return withInstants((await exchangeAs<T>(cloud, call)).data) as T;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** One page of a list. */
export async function pageAs<T>(cloud: Cloud, call: Omit<Call, 'token'>): Promise<Page<T>> {
  const { data, meta } = await exchangeAs<readonly T[]>(cloud, call);
  const next = typeof meta.next_cursor === 'string' ? meta.next_cursor : null;
  return { items: withInstants(data) as readonly T[], next };
}

async function exchangeAs<T>({ auth }: Cloud, call: Omit<Call, 'token'>): Promise<Answer<T>> {
  const user = auth.currentUser;
  if (!user) throw new Unreachable();
  try {
    return await exchange<T>({ ...call, token: await tokenOf(user) });
  } catch (error) {
    // A role that changed makes older tokens void; a new one says what holds now.
    if (!(error instanceof Refusal) || error.problem.status !== 401) throw error;
    return exchange<T>({ ...call, token: await tokenOf(user, true) });
  }
}

/** What cannot be proved now waits: until the network is back, or until they sign in again. It is no refusal. */
async function tokenOf(user: User, fresh = false): Promise<string> {
  try {
    return await user.getIdToken(fresh);
  } catch {
    throw new Unreachable();
  }
}

/** How an outbox sends: in the name of its owner, and not at all while somebody else is signed in. */
export function deliveryOf(cloud: Cloud, person: string): (sending: Sending) => Promise<Sent> {
  return async ({ command, idempotencyKey, offlineSince }) => {
    if (cloud.auth.currentUser?.uid !== person) throw new Unreachable();
    const { data, meta } = await exchangeAs<Record<string, unknown> | null>(cloud, {
      ...callOf(command, idempotencyKey),
      ...(offlineSince ? { offlineSince } : {}),
    });
    return { reply: data ?? {}, unchanged: meta.unchanged === true };
  };
}

/** A command as the call that sends it. */
export function callOf(command: Command, idempotencyKey: string): Omit<Call, 'token'> {
  const { method, path, body, file, property, revision } = command;
  return {
    method,
    path,
    idempotencyKey,
    ...(file ? { file } : { body }),
    ...(revision === undefined ? {} : { ifRevision: revision }),
    ...(property ? { propertyId: property } : {}),
  };
}
