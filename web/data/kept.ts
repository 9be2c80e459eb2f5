// What listeners showed last, kept on the device for the time without network. Written a moment behind, everything as of one
// moment: what is not written yet when the device dies, the server still has, for nobody's work is in it.
import type { IDBPObjectStore } from 'idb';
import type { Scope } from './contracts';
import { device, type Schema } from './device';
import type { Copy, Documents } from './documents';

/** So long may what was shown last be missing on the device. */
export const BEHIND_MS = 250;
/** In the place of a document's id: for whom or what was asked. No document has it. */
const HEAD = '';
/** Who the copies on this device are for; a tab whose person has left meanwhile writes nothing more. */
const KEEPER = 'kept for';

interface Head {
  readonly asked: string;
}

let keeper: string | null = null;
const behind = new Set<KeptQuery>();
let soon: ReturnType<typeof setTimeout> | undefined;
/** One writes after the other, so that nothing older comes over what is newer. */
let turn: Promise<void> = Promise.resolve();

/** From now on copies are of what this person sees. */
export async function keepFor(person: string): Promise<void> {
  keeper = person;
  const db = await device().catch(() => null);
  await db?.put('copies', person, KEEPER).catch(() => undefined);
}

/** Forgets all that is kept of documents and of what the API told, for every tab. Rejects where there is no storage. */
export async function forgetKept(): Promise<void> {
  keeper = null;
  behind.clear();
  clearTimeout(soon);
  soon = undefined;
  const db = await device();
  const transaction = db.transaction(['documents', 'copies'], 'readwrite');
  await Promise.all([
    transaction.objectStore('documents').clear(),
    transaction.objectStore('copies').clear(),
    transaction.done,
  ]);
}

/**
 * The copy of a query. `name` is what it asks for within the property, `asked` what else it depends on, as a day: a copy of
 * another day is none.
 */
export function keptAs<T>({ tenant, property }: Scope, name: string, asked = ''): Copy<T> {
  return new KeptQuery(`${tenant}/${property} ${name}`, asked) as Copy<unknown> as Copy<T>;
}

const rangeOf = (name: string) => IDBKeyRange.bound([name], [name, []]);

class KeptQuery implements Copy<unknown> {
  /** What the device has, as far as this page knows; undefined where it has no copy of this. */
  #written: Promise<Documents<unknown> | undefined> | null = null;
  #shown: Documents<unknown> = new Map();

  constructor(
    readonly name: string,
    readonly asked: string,
  ) {}

  read(): Promise<Documents<unknown> | undefined> {
    this.#written ??= this.#read().catch(() => undefined);
    return this.#written;
  }

  keep(found: Documents<unknown>): void {
    this.#shown = found;
    behind.add(this);
    soon ??= setTimeout(() => {
      soon = undefined;
      turn = turn.then(writeBehind);
    }, BEHIND_MS);
  }

  async #read(): Promise<Documents<unknown> | undefined> {
    const { store } = (await device()).transaction('documents');
    const range = rangeOf(this.name);
    const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
    const found = new Map(keys.map(([, id], index) => [id, values[index]]));
    const head = found.get(HEAD) as Head | undefined;
    if (head?.asked !== this.asked) return undefined;
    found.delete(HEAD);
    return found;
  }

  /** Catches up: what the device had, and what it is to have. */
  async catchUp(): Promise<{ before: Documents<unknown> | undefined; after: Documents<unknown> }> {
    const [before, after] = [await this.read(), this.#shown];
    this.#written = Promise.resolve(after);
    return { before, after };
  }

  /** What is on the device has to be read anew. */
  doubt(): void {
    this.#written = null;
  }
}

async function writeBehind(): Promise<void> {
  const queries = [...behind];
  behind.clear();
  const steps = await Promise.all(queries.map(async (query) => ({ query, ...(await query.catchUp()) })));
  try {
    const transaction = (await device()).transaction(['documents', 'copies'], 'readwrite', {
      durability: 'relaxed',
    });
    const keptFor = await transaction.objectStore('copies').get(KEEPER);
    const documents = transaction.objectStore('documents');
    const ours = keeper !== null && keptFor === keeper;
    const writes = ours
      ? steps.flatMap(({ query, before, after }) => write(documents, query, before, after))
      : [];
    await Promise.all([...writes, transaction.done]);
  } catch {
    // Without storage there is no copy; what did not work once is tried with the next change.
    queries.forEach((query) => query.doubt());
  }
}

type Store = IDBPObjectStore<Schema, ['documents', 'copies'], 'documents', 'readwrite'>;

function write(
  documents: Store,
  { name, asked }: KeptQuery,
  before: Documents<unknown> | undefined,
  after: Documents<unknown>,
): readonly Promise<unknown>[] {
  const gone = [...(before?.keys() ?? [])].filter((id) => !after.has(id));
  const other = [...after].filter(([id, document]) => before?.get(id) !== document);
  const anew = before
    ? []
    : [documents.delete(rangeOf(name)), documents.put({ asked } satisfies Head, [name, HEAD])];
  return [
    ...anew,
    ...gone.map((id) => documents.delete([name, id])),
    ...other.map(([id, document]) => documents.put(document, [name, id])),
  ];
}
