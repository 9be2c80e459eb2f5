// The browser's connection to Firebase: configured by the gateway's /config.json, emulators included.
// Only data/ imports this; components never see Firebase.
import { initializeApp } from 'firebase/app';
import {
  browserLocalPersistence,
  browserSessionPersistence,
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
  type Auth,
} from 'firebase/auth';
import {
  connectFirestoreEmulator,
  initializeFirestore,
  memoryLocalCache,
  type Firestore,
} from 'firebase/firestore';
import { followHotel } from '../now';
import type { Demo, WebConfig } from './contracts';

export interface Cloud {
  auth: Auth;
  db: Firestore;
  /** Where Firestore answers. */
  origin: string;
  /** The demo's people; null anywhere but in a local cloud, whatever the configuration says. */
  demo: Demo | null;
}

/** Passwords that everybody knows are offered where accounts are emulated, and nowhere else. */
export function demoOf({ auth_emulator, demo }: WebConfig): Demo | null {
  return auth_emulator ? (demo ?? null) : null;
}

/** How long this device remembers who signed in. */
export type Remembering = 'until-sign-out' | 'while-the-page-lives';

async function readConfig(): Promise<WebConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  return (await response.json()) as WebConfig;
}

export async function connectCloud(remembering: Remembering): Promise<Cloud> {
  const config = await readConfig();
  followHotel(config.hotel_now);
  const app = initializeApp({ projectId: config.project_id, apiKey: config.api_key });
  const auth = initializeAuth(app, {
    persistence:
      remembering === 'until-sign-out'
        ? [indexedDBLocalPersistence, browserLocalPersistence]
        : browserSessionPersistence,
  });
  if (config.auth_emulator) connectAuthEmulator(auth, config.auth_emulator, { disableWarnings: true });
  // What outlives the page is ours to keep (kept.ts): Firestore's own cache would stand between the server and the screen.
  const db = initializeFirestore(app, { localCache: memoryLocalCache() });
  if (config.firestore_emulator) {
    const [host = '127.0.0.1', port = '8080'] = config.firestore_emulator.split(':');
    connectFirestoreEmulator(db, host, Number(port));
  }
  // A page that the browser kept for "back" has heard nothing there (see documents.ts), and begins anew.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  const origin = config.firestore_emulator
    ? `http://${config.firestore_emulator}`
    : 'https://firestore.googleapis.com';
  return { auth, db, origin, demo: demoOf(config) };
}
