// What this browser keeps in IndexedDB: taps on their way, what is begun and not sent, and copies of what was shown last for
// the time without network. Emptied at sign-out.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Draft } from './drafts';
import type { Refused, Reply, Tap } from './shelf';

/** What is of one property, or of a person in it. The owner of a tap is `<uid> <tenant>/<property>`. */
export interface Schema extends DBSchema {
  taps: { key: string; value: Tap; indexes: { owner: string } };
  refused: { key: string; value: Refused; indexes: { owner: string } };
  replies: { key: string; value: Reply; indexes: { owner: string } };
  drafts: { key: string; value: Draft; indexes: { owner: string } };
  /** Documents as listeners showed them last, by the query that found them and their id. */
  documents: { key: [query: string, id: string]; value: unknown };
  /** Copies of what only the API tells, by what it is and of which property. */
  copies: { key: string; value: unknown };
}

const OWNED = ['taps', 'refused', 'replies', 'drafts'] as const;
type Owned = (typeof OWNED)[number];

let opened: Promise<IDBPDatabase<Schema>> | null = null;

/** The open database. Rejects where the browser gives no storage. */
export function device(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('room-state-sync', 3, {
    upgrade(db) {
      const missing = <Name extends Owned | 'documents' | 'copies'>(name: Name) =>
        !db.objectStoreNames.contains(name);
      for (const name of OWNED.filter(missing)) {
        db.createObjectStore(name, { keyPath: 'key' }).createIndex('owner', 'owner');
      }
      if (missing('documents')) db.createObjectStore('documents');
      if (missing('copies')) db.createObjectStore('copies');
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

/** The names of the copies that begin so. */
export async function copiesNamed(begin: string): Promise<readonly string[]> {
  const db = await device().catch(() => null);
  return (await db?.getAllKeys('copies', IDBKeyRange.bound(begin, `${begin}\uffff`))) ?? [];
}

export async function dropCopies(names: readonly string[]): Promise<void> {
  const db = await device().catch(() => null);
  await Promise.all(names.map((name) => db?.delete('copies', name)));
}
