// What this browser keeps of ours in IndexedDB beside Firestore's own cache: taps on their way, the people of the house,
// and how far its copy of the past reaches. Emptied at sign-out.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Refused, Reply, Tap } from './shelf';

/** What is of one property, or of a person in it. The owner of a tap is `<uid> <tenant>/<property>`. */
interface Schema extends DBSchema {
  taps: { key: string; value: Tap; indexes: { owner: string } };
  refused: { key: string; value: Refused; indexes: { owner: string } };
  replies: { key: string; value: Reply; indexes: { owner: string } };
  /** Copies of what only the API tells, by what it is and of which property. */
  copies: { key: string; value: unknown };
}

const OWNED = ['taps', 'refused', 'replies'] as const;
type Owned = (typeof OWNED)[number];

let opened: Promise<IDBPDatabase<Schema>> | null = null;

/** The open database. Rejects where the browser gives no storage. */
export function device(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('room-state-sync', 1, {
    upgrade(db) {
      for (const name of OWNED) db.createObjectStore(name, { keyPath: 'key' }).createIndex('owner', 'owner');
      db.createObjectStore('copies');
    },
    // Another tab is newer or the browser cleared the site's data: the next use opens it again.
    terminated: () => (opened = null),
    blocking: () => void close(),
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** Lets go of the database, for it to be opened anew. */
export async function close(): Promise<void> {
  const before = opened;
  opened = null;
  (await before?.catch(() => null))?.close();
}

export function ownerOf(person: string, tenant: string, property: string): string {
  return `${person} ${tenant}/${property}`;
}

/** Deletes what these stores have of a person, in every property. */
export async function forget(stores: readonly Owned[], person: string): Promise<void> {
  const db = await device();
  const transaction = db.transaction(stores, 'readwrite');
  const all = IDBKeyRange.bound(`${person} `, `${person} \uffff`);
  for (const name of stores) {
    const found = await transaction.objectStore(name).index('owner').getAllKeys(all);
    await Promise.all(found.map((key) => transaction.objectStore(name).delete(key)));
  }
  await transaction.done;
}

/** A copy that was kept here; undefined where there is none, or no storage. */
export async function copyOf<T>(name: string): Promise<T | undefined> {
  const db = await device().catch(() => null);
  return (await db?.get('copies', name)) as T | undefined;
}

/** Keeps a copy for the time without network. Nothing is lost where there is no storage: it is only a copy. */
export async function keepCopy(name: string, value: unknown): Promise<void> {
  const db = await device().catch(() => null);
  await db?.put('copies', value, name).catch(() => undefined);
}

export async function forgetCopies(): Promise<void> {
  const db = await device().catch(() => null);
  await db?.clear('copies');
}
