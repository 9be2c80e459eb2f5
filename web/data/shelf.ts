// Where an outbox keeps what was tapped: in IndexedDB, which outlives the page and the device's restart and which all
// tabs share; or in memory, on a guest's tablet and where a browser gives no storage.
import type { Command } from './commands';
import type { Problem } from './contracts';
import { device, forget } from './device';
import { hotelNow } from '../now';

/** A tap on its way, as it is kept. Who tapped stands on it: nobody's taps are ever sent in another's name. */
export interface Tap {
  /** The idempotency key, from the moment of the tap. */
  readonly key: string;
  readonly owner: string;
  /** Grows from tap to tap. */
  readonly place: number;
  readonly at: Date;
  /** Tapped while there was no network. */
  readonly offline: boolean;
  readonly command: Command;
  readonly accepted: boolean;
  /** From the reply: a target of this revision or a later one has the tap behind it, whatever it shows by then. */
  readonly revision: number | null;
}

/** A tap that came to nothing, kept until the person has read why. */
export interface Refused {
  readonly key: string;
  readonly owner: string;
  readonly command: Command;
  readonly problem: Problem;
  readonly at: Date;
}

/** What others may refer to: the reply to an upload, null where it was refused. */
export interface Reply {
  readonly key: string;
  readonly owner: string;
  readonly at: Date;
  readonly reply: Readonly<Record<string, unknown>> | null;
}

export interface Kept {
  readonly taps: readonly Tap[];
  readonly refused: readonly Refused[];
  readonly replies: readonly Reply[];
}

/** Done as one: all of it or, when the device dies, nothing. */
export interface Change {
  readonly put?: readonly Tap[];
  readonly drop?: readonly string[];
  readonly refuse?: readonly Refused[];
  readonly dismiss?: readonly string[];
  readonly reply?: readonly Reply[];
}

export interface Shelf {
  read(): Promise<Kept>;
  write(change: Change): Promise<void>;
}

/** Lasts as long as who holds it. */
export function memoryShelf(): Shelf {
  const taps = new Map<string, Tap>();
  const refused = new Map<string, Refused>();
  const replies = new Map<string, Reply>();
  return {
    async read() {
      return { taps: [...taps.values()], refused: [...refused.values()], replies: [...replies.values()] };
    },
    async write({ put = [], drop = [], refuse = [], dismiss = [], reply = [] }) {
      put.forEach((tap) => taps.set(tap.key, tap));
      drop.forEach((key) => taps.delete(key));
      refuse.forEach((one) => refused.set(one.key, one));
      dismiss.forEach((key) => refused.delete(key));
      reply.forEach((one) => replies.set(one.key, one));
    },
  };
}

/** How long a photo may wait for the tap that shows it. */
const REPLIES_LAST_MS = 30 * 24 * 60 * 60_000;

export function deviceShelf(owner: string): Shelf {
  return {
    async read() {
      const db = await device();
      const transaction = db.transaction(['taps', 'refused', 'replies']);
      const [taps, refused, replies] = await Promise.all([
        transaction.objectStore('taps').index('owner').getAll(owner),
        transaction.objectStore('refused').index('owner').getAll(owner),
        transaction.objectStore('replies').index('owner').getAll(owner),
      ]);
      const since = hotelNow().getTime() - REPLIES_LAST_MS;
      return { taps, refused, replies: replies.filter(({ at }) => at.getTime() > since) };
    },
    async write({ put = [], drop = [], refuse = [], dismiss = [], reply = [] }) {
      const db = await device();
      const transaction = db.transaction(['taps', 'refused', 'replies'], 'readwrite', {
        durability: 'strict',
      });
      const taps = transaction.objectStore('taps');
      const refused = transaction.objectStore('refused');
      await Promise.all([
        ...put.map((tap) => taps.put(tap)),
        ...drop.map((key) => taps.delete(key)),
        ...refuse.map((one) => refused.put(one)),
        ...dismiss.map((key) => refused.delete(key)),
        ...reply.map((one) => transaction.objectStore('replies').put(one)),
        transaction.done,
      ]);
    },
  };
}

/** Forgets what this person tapped, sent or not, and what they had begun, in every property. */
export async function forgetTapsOf(person: string): Promise<void> {
  await forget(['taps', 'refused', 'replies', 'drafts'], person);
}
