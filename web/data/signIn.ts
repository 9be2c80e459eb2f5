// Signing in by password: of the page that asks for it alone, which the others need not load.
import { signInWithCustomToken } from 'firebase/auth';
import { Refusal, send, Unreachable } from './api';
import type { Cloud } from './cloud';
import type { SignedInSession } from './contracts';
import { patiently } from './patience';
import { sign_in } from './routes.gen';

export type SignInFailure = 'wrong-credentials' | 'too-many-tries' | 'unreachable' | 'failed';

const KNOWN = 'roomstatesync.device';

/** What an earlier sign-in here gave, so that others' guesses keep nobody out of their own device. */
function knownDevice(): string | null {
  try {
    return localStorage.getItem(KNOWN);
  } catch {
    return null;
  }
}

function rememberDevice(device: string): void {
  try {
    localStorage.setItem(KNOWN, device);
  } catch {
    // A browser that keeps nothing is a new one each time.
  }
}

function failureOf(error: unknown): SignInFailure {
  if (error instanceof Unreachable) return error.askedTooOften ? 'too-many-tries' : 'unreachable';
  if (error instanceof Refusal && [401, 422].includes(error.problem.status)) return 'wrong-credentials';
  return 'failed';
}

/** By our own door: what Firebase itself gives for a password opens nothing. Null on success; the staff watcher then speaks. */
export async function signIn(cloud: Cloud, email: string, password: string): Promise<SignInFailure | null> {
  try {
    const body = { email, password, device: knownDevice() };
    const call = { method: 'POST', path: sign_in.path, body } as const;
    const begun = await patiently(() => send<SignedInSession>(call));
    rememberDevice(begun.device);
    await signInWithCustomToken(cloud.auth, begun.custom_token);
    return null;
  } catch (error) {
    return failureOf(error);
  }
}
