// Listening to Firestore documents in the one way every context needs: instants become Dates, and each
// snapshot says whether the server stands behind it or the local cache does.
import {
  FirestoreError,
  onSnapshot,
  Timestamp,
  type DocumentReference,
  type Query,
  type Unsubscribe,
} from 'firebase/firestore';
import type { Scope } from './contracts';

export type Stop = Unsubscribe;

export interface Watcher<T> {
  /** `live` is false while the value comes from the cache and the server has not confirmed it. */
  next(value: T, live: boolean): void;
  /** The listener has ended and will not speak again. */
  ended(reason: 'not-allowed' | 'failed'): void;
}

type Fields = Record<string, unknown>;

export function propertyPath({ tenant, property }: Scope): string {
  return `tenants/${tenant}/properties/${property}`;
}

/** A document's value with every Firestore timestamp in it turned into a Date. */
export function plain(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value;
}

function reasonOf(error: unknown): 'not-allowed' | 'failed' {
  return error instanceof FirestoreError && error.code === 'permission-denied' ? 'not-allowed' : 'failed';
}

interface Changed {
  type: 'added' | 'modified' | 'removed';
  doc: { id: string; data(): Fields };
}

/** The map after the changes. An unchanged document stays the same object; without any change so does the map. */
export function afterChanges<T>(
  before: ReadonlyMap<string, T>,
  changes: readonly Changed[],
  read: (fields: Fields, id: string) => T,
): ReadonlyMap<string, T> {
  if (changes.length === 0) return before;
  const after = new Map(before);
  for (const { type, doc } of changes) {
    if (type === 'removed') after.delete(doc.id);
    else after.set(doc.id, read(plain(doc.data()) as Fields, doc.id));
  }
  return after;
}

/** Watches a query as a map by document id; what only tells that the picture is live or not comes with the same map. */
export function watchQuery<T>(
  query: Query,
  read: (fields: Fields, id: string) => T,
  watcher: Watcher<ReadonlyMap<string, T>>,
): Stop {
  let found: ReadonlyMap<string, T> = new Map();
  return onSnapshot(
    query,
    { includeMetadataChanges: true },
    (snapshot) => {
      found = afterChanges(found, snapshot.docChanges(), read);
      watcher.next(found, !snapshot.metadata.fromCache);
    },
    (error) => watcher.ended(reasonOf(error)),
  );
}

/** Watches one document; null when it does not exist. */
export function watchDocument<T>(
  reference: DocumentReference,
  read: (fields: Fields, id: string) => T,
  watcher: Watcher<T | null>,
): Stop {
  return onSnapshot(
    reference,
    { includeMetadataChanges: true },
    (snapshot) => {
      const fields = snapshot.data();
      const value = fields ? read(plain(fields) as Fields, snapshot.id) : null;
      watcher.next(value, !snapshot.metadata.fromCache);
    },
    (error) => watcher.ended(reasonOf(error)),
  );
}
