// Who is at the board: signing in and out, and what the ID token's claims allow. Components see Staff only.
import { onIdTokenChanged, signInWithEmailAndPassword, signOut, type User } from 'firebase/auth';
import {
  clearIndexedDbPersistence,
  persistentLocalCache,
  persistentMultipleTabManager,
  terminate,
} from 'firebase/firestore';
import { send, Unreachable, type Call } from './api';
import { connectCloud, type Cloud } from './cloud';
import { STAFF_ROLE_ORDER, type StaffClaims, type StaffRole } from './contracts';
import type { Stop } from './documents';

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
  return connectCloud(persistentLocalCache({ tabManager: persistentMultipleTabManager() }), 'until-sign-out');
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
    const { claims } = await user.getIdTokenResult();
    next(staffFrom(user, claims as Partial<StaffClaims>));
  });
}

const FAILURES: Record<string, SignInFailure> = {
  'auth/invalid-credential': 'wrong-credentials',
  'auth/user-not-found': 'wrong-credentials',
  'auth/wrong-password': 'wrong-credentials',
  'auth/invalid-email': 'wrong-credentials',
  'auth/too-many-requests': 'too-many-tries',
  'auth/network-request-failed': 'unreachable',
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
    return FAILURES[(error as { code?: string }).code ?? ''] ?? 'failed';
  }
}

/** Signs out and empties the local cache: the next person at this screen may see less. The page must reload. */
export async function leave({ auth, db }: Cloud): Promise<void> {
  await signOut(auth);
  await terminate(db);
  // Another tab may still hold the cache; it clears when that tab leaves too.
  await clearIndexedDbPersistence(db).catch(() => undefined);
}

/** Sends a call in the name of whoever is signed in. */
export async function sendAs<T>(cloud: Cloud, call: Omit<Call, 'token'>): Promise<T> {
  return send<T>({ ...call, token: await idToken(cloud) });
}

/** Sends a command that replies with the document it aims at; returns the revision at which that holds the command. */
export async function changeAs(cloud: Cloud, call: Omit<Call, 'token'>): Promise<number | null> {
  const changed = await sendAs<{ revision?: number } | undefined>(cloud, call);
  return changed?.revision ?? null;
}

async function idToken({ auth }: Cloud): Promise<string> {
  if (!auth.currentUser) throw new Error('nobody is signed in');
  try {
    return await auth.currentUser.getIdToken();
  } catch (error) {
    // An old token that cannot be renewed without network is no refusal: the command waits.
    if ((error as { code?: string }).code === 'auth/network-request-failed') throw new Unreachable();
    throw error;
  }
}
