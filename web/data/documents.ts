// Listening to Firestore documents in the one way every context needs: instants become Dates, and each picture says whether
// the server stands behind it. Until the server has spoken, what the device keeps of it is shown.
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

export type Documents<T> = ReadonlyMap<string, T>;

export interface Watcher<T> {
  /** `live` is false while the server does not stand behind the value. */
  next(value: T, live: boolean): void;
  /** The listener has ended and will not speak again. */
  ended(reason: 'not-allowed' | 'failed'): void;
}

/** What the device keeps of a query, by document id. */
export interface Copy<T> {
  /** Undefined where the device has none. */
  read(): Promise<Documents<T> | undefined>;
  /** Takes over what is shown now. */
  keep(found: Documents<T>): void;
}

/** A query, and where the device keeps what it finds; without that, it keeps nothing. */
export interface Watched {
  readonly query: Query;
  readonly copy?: Copy<unknown>;
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

/**
 * The map after the changes. An unchanged document stays the same object, also one that was `known` to be like this before;
 * without any change so does the map.
 */
export function afterChanges<T>(
  before: Documents<T>,
  changes: readonly Changed[],
  known?: Documents<T>,
): Documents<T> {
  if (changes.length === 0) return before;
  const after = new Map(before);
  for (const { type, doc } of changes) {
    if (type === 'removed') after.delete(doc.id);
    else after.set(doc.id, asKnown(plain(doc.data()) as T, known?.get(doc.id)));
  }
  return after;
}

function asKnown<T>(document: T, known: T | undefined): T {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(document) ? known : document;
}

/** What comes of a listener on its way to a watcher: behind the copy until the server has spoken, and into it from then on. */
class Picture<T> {
  /** What the device had; undefined until that is read, and where there is none. */
  kept: Documents<T> | undefined;
  #confirmed = false;
  #stopped = false;
  #early: Documents<T> | null = null;
  #read: boolean;

  constructor(
    private readonly watcher: Watcher<Documents<T>>,
    private readonly copy: Copy<T> | undefined,
  ) {
    this.#read = copy === undefined;
    void copy?.read().then((kept) => {
      this.#read = true;
      this.kept = kept;
      if (this.#stopped || this.#confirmed) return;
      if (kept ?? this.#early) this.watcher.next((kept ?? this.#early) as Documents<T>, false);
    });
  }

  see(found: Documents<T>, live: boolean): void {
    if (!live && !this.#confirmed) {
      // Without the server Firestore knows nothing: that says nothing against the copy.
      this.#early = found;
      if (this.#read && !this.kept) this.watcher.next(found, false);
      return;
    }
    this.#confirmed = true;
    this.watcher.next(found, live);
    if (live) this.copy?.keep(found);
  }

  end(error: unknown): void {
    const reason = reasonOf(error);
    if (reason === 'not-allowed') this.copy?.keep(new Map());
    this.watcher.ended(reason);
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** What listens ends with its page at the latest: nothing is read for who has left it. */
function untilLeft(picture: { stop: Stop }, listener: Stop): Stop {
  const stop = () => {
    removeEventListener('pagehide', stop);
    picture.stop();
    listener();
  };
  addEventListener('pagehide', stop);
  return stop;
}

/** Watches a query as a map by document id; what only tells that the picture is live or not comes with the same map. */
export function watchQuery<T>({ query, copy }: Watched, watcher: Watcher<Documents<T>>): Stop {
  const picture = new Picture<T>(watcher, copy as Copy<T> | undefined);
  let found: Documents<T> = new Map();
  const listener = onSnapshot(
    query,
    { includeMetadataChanges: true },
    (snapshot) => {
      found = afterChanges(found, snapshot.docChanges(), picture.kept);
      picture.see(found, !snapshot.metadata.fromCache);
    },
    (error) => picture.end(error),
  );
  return untilLeft(picture, listener);
}

/** Watches one document; null when it does not exist. */
export function watchDocument<T>(
  reference: DocumentReference,
  watcher: Watcher<T | null>,
  copy?: Copy<unknown>,
): Stop {
  const { id } = reference;
  const picture = new Picture<T>(
    { next: (found, live) => watcher.next(found.get(id) ?? null, live), ended: watcher.ended },
    copy as Copy<T> | undefined,
  );
  const listener = onSnapshot(
    reference,
    { includeMetadataChanges: true },
    (snapshot) => {
      const fields = snapshot.data();
      picture.see(
        new Map(fields ? [[id, asKnown(plain(fields) as T, picture.kept?.get(id))]] : []),
        !snapshot.metadata.fromCache,
      );
    },
    (error) => picture.end(error),
  );
  return untilLeft(picture, listener);
}

/** Watches several queries as one map, in which a document that goes from one to another is never missing. */
export function watchQueries<T>(queries: readonly Watched[], watcher: Watcher<Documents<T>>): Stop {
  const parts = queries.map((): { found: Documents<T>; live: boolean } => ({
    found: new Map(),
    live: false,
  }));
  let whole: Documents<T> = new Map();
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
