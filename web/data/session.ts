// Who is at the board: signing in and out, and what the ID token's claims allow. Components see Staff only.
import {
  onIdTokenChanged,
  signInWithCustomToken,
  signInWithEmailAndPassword,
  signOut,
  type User,
} from 'firebase/auth';
import { terminate } from 'firebase/firestore';
import { exchange, Refusal, send, Unreachable, withInstants, type Answer, type Call } from './api';
import { connectCloud, type Cloud } from './cloud';
import type { Command } from './commands';
import { STAFF_ROLE_ORDER, type Scope, type StaffClaims, type StaffRole, type TakenOver } from './contracts';
import type { Stop } from './documents';
import type { Sending, Sent } from './outbox';
import { forgetKept } from './kept';
import { take_over } from './routes.gen';
import { forgetTapsOf } from './shelf';

export interface Staff {
  uid: string;
  email: string;
  tenant: string;
  staffId: string;
  /** Settings id to role; empty when this account may see no hotel. */
  roles: ReadonlyMap<string, StaffRole>;
}

export type SignInFailure = 'wrong-credentials' | 'too-many-tries' | 'unreachable' | 'failed';

export function connectBoard(): Promise<Cloud> {
  return connectCloud('until-sign-out');
}

function staffFrom(user: User, claims: Partial<StaffClaims>): Staff {
  const known = Object.entries(claims.roles ?? {}).filter(
    (entry): entry is [string, StaffRole] => entry[1] !== undefined && STAFF_ROLE_ORDER.includes(entry[1]),
  );
  return {
    uid: user.uid,
    email: user.email ?? '',
    tenant: claims.tenant ?? '',
    staffId: claims.staff_id ?? '',
    roles: new Map(claims.tenant ? known : []),
  };
}

export function watchStaff({ auth }: Cloud, next: (staff: Staff | null) => void): Stop {
  return onIdTokenChanged(auth, async (user) => {
    if (!user) return next(null);
    // Whose token is not to be had for another reason than the network signs in again.
    const claims = await claimsOf(user).catch(() => null);
    // While they were asked for, somebody else may have come, or this person have gone.
    if (auth.currentUser?.uid === user.uid) next(claims && staffFrom(user, claims));
  });
}

const NO_NETWORK = 'auth/network-request-failed';

const codeOf = (error: unknown) => (error as { code?: string }).code ?? '';

/**
 * What the token allows; where it is over and no network renews it, what it allowed: enough for the copy kept here. Rejects
 * where it is not renewed for any other reason, as of a person who was dismissed.
 */
export async function claimsOf(
  user: Pick<User, 'getIdTokenResult' | 'toJSON'>,
): Promise<Partial<StaffClaims>> {
  try {
    return (await user.getIdTokenResult()).claims as Partial<StaffClaims>;
  } catch (error) {
    if (codeOf(error) !== NO_NETWORK) throw error;
    const { stsTokenManager } = user.toJSON() as { stsTokenManager?: { accessToken?: string } };
    return claimsIn(stsTokenManager?.accessToken ?? '');
  }
}

/** The claims that a token carries, whether or not it still holds. */
export function claimsIn(token: string): Partial<StaffClaims> {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  if (payload === '') return {};
  const bytes = Uint8Array.from(atob(payload), (each) => each.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Partial<StaffClaims>;
}

const FAILURES: Record<string, SignInFailure> = {
  'auth/invalid-credential': 'wrong-credentials',
  'auth/user-not-found': 'wrong-credentials',
  'auth/wrong-password': 'wrong-credentials',
  'auth/invalid-email': 'wrong-credentials',
  'auth/too-many-requests': 'too-many-tries',
  [NO_NETWORK]: 'unreachable',
};

/** Null on success; the staff watcher then speaks. */
export async function signIn(
  { auth }: Cloud,
  email: string,
  password: string,
): Promise<SignInFailure | null> {
  try {
    await signInWithEmailAndPassword(auth, email, password);
    return null;
  } catch (error) {
    return FAILURES[codeOf(error)] ?? 'failed';
  }
}

/** Signs out and empties what is kept here: the next person at this screen may see less. The page must reload. */
export async function leave({ auth, db }: Cloud): Promise<void> {
  const person = auth.currentUser?.uid;
  await signOut(auth);
  await emptyCache(db);
  if (person) await forgetTapsOf(person).catch(() => undefined);
}

async function emptyCache(db: Cloud['db']): Promise<void> {
  await terminate(db);
  await forgetKept().catch(() => undefined);
}

/**
 * Another person takes over this screen, by their PIN. Taps of the one before stay theirs: they wait on the device until
 * that person is back. Raises Refusal or Unreachable.
 *
 * What the device keeps is what any of the staff may see, but for guests' names: where the next person may not know
 * those, or works in fewer hotels, it is emptied. Returns whether the page must reload because of that.
 */
export async function switchPerson(
  cloud: Cloud,
  before: Staff,
  { property }: Scope,
  staffId: string,
  pin: string,
): Promise<boolean> {
  if (!cloud.auth.currentUser) throw new Unreachable();
  // Not by exchangeAs: a PIN that is not right is a 401 as well, and each try counts.
  const { custom_token } = await send<TakenOver>({
    method: 'POST',
    path: take_over.path,
    body: { staff_id: staffId, pin, property_id: property },
    token: await tokenOf(cloud.auth.currentUser),
  });
  const { user } = await signInWithCustomToken(cloud.auth, custom_token);
  const { claims } = await user.getIdTokenResult();
  if (!seesLess(before.roles, staffFrom(user, claims as Partial<StaffClaims>).roles)) return false;
  await emptyCache(cloud.db);
  return true;
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
