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
): ReadonlyMap<string, T> {
  if (changes.length === 0) return before;
  const after = new Map(before);
  for (const { type, doc } of changes) {
    if (type === 'removed') after.delete(doc.id);
    else after.set(doc.id, plain(doc.data()) as T);
  }
  return after;
}

/** Watches a query as a map by document id; what only tells that the picture is live or not comes with the same map. */
export function watchQuery<T>(query: Query, watcher: Watcher<ReadonlyMap<string, T>>): Stop {
  let found: ReadonlyMap<string, T> = new Map();
  return onSnapshot(
    query,
    { includeMetadataChanges: true },
    (snapshot) => {
      found = afterChanges(found, snapshot.docChanges());
      watcher.next(found, !snapshot.metadata.fromCache);
    },
    (error) => watcher.ended(reasonOf(error)),
  );
}

/** Watches one document; null when it does not exist. */
export function watchDocument<T>(reference: DocumentReference, watcher: Watcher<T | null>): Stop {
  return onSnapshot(
    reference,
    { includeMetadataChanges: true },
    (snapshot) => {
      const fields = snapshot.data();
      const value = fields ? (plain(fields) as T) : null;
      watcher.next(value, !snapshot.metadata.fromCache);
    },
    (error) => watcher.ended(reasonOf(error)),
  );
}

/** Watches several queries as one map, in which a document that goes from one to another is never missing. */
export function watchQueries<T>(queries: readonly Query[], watcher: Watcher<ReadonlyMap<string, T>>): Stop {
  const parts = queries.map((): { found: ReadonlyMap<string, T>; live: boolean } => ({
    found: new Map(),
    live: false,
  }));
  let whole: ReadonlyMap<string, T> = new Map();
  let soon: ReturnType<typeof setTimeout> | undefined;
  const publish = () => {
    clearTimeout(soon);
    soon = undefined;
    whole = new Map(parts.flatMap(({ found }) => [...found]));
    tell();
  };
  const tell = () =>
    watcher.next(
      whole,
      parts.every(({ live }) => live),
    );
  const stops = queries.map((query, index) =>
    watchQuery<T>(query, {
      next(found, live) {
        const before = parts[index]?.found;
        parts[index] = { found, live };
        // What left this query comes into another one in the same breath: both have spoken when the next task runs.
        if (before && [...before.keys()].some((id) => !found.has(id))) soon ??= setTimeout(publish);
        else if (found === before && soon === undefined) tell();
        else publish();
      },
      ended: (reason) => watcher.ended(reason),
    }),
  );
  return () => {
    clearTimeout(soon);
    stops.forEach((stop) => stop());
  };
}
