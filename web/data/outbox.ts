// What was tapped and is not yet confirmed: shown at once, kept where it outlives the page, sent in order per lane, repeated while
// nobody answers, rolled back when the server refuses. Knows no Firestore, no screen and not how a command is sent.
//
// A tap is dropped only when the documents show it, or somebody has read why it came to nothing. On a device all tabs of
// one person share a shelf; what stands there is the truth, and one tab sends.
import { newIdempotencyKey, Refusal, Unreachable } from './api';
import {
  awaited,
  lanesOf,
  looksSo,
  named,
  NAMED_BY,
  withReplies,
  withShown,
  type Command,
  type Kind,
  type Shown,
} from './commands';
import type { Problem } from './contracts';
import { memoryShelf, type Change, type Kept, type Refused, type Reply, type Shelf, type Tap } from './shelf';
import { onlyTab, type Tabs } from './tabs';
import { hotelNow } from '../now';

export type { Refused } from './shelf';

/** How long an accepted command may wait for the listener before its mark goes anyway. */
export const CONFIRMATION_MS = 6_000;
/** What is sent later than this after its tap says so, for the server to judge it as a late one. */
export const LATE_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

export type Phase = 'waiting' | 'sending' | 'accepted';

/** A tap as the screens list it. */
export interface Entry {
  readonly key: string;
  readonly command: Command;
  readonly at: Date;
  readonly phase: Phase;
  readonly attempts: number;
}

/** How one command is sent, in the name of whoever owns the outbox. */
export interface Sending {
  readonly command: Command;
  readonly idempotencyKey: string;
  /** Set where the tap comes late. */
  readonly offlineSince: Date | undefined;
}

export interface Sent {
  readonly reply: Readonly<Record<string, unknown>>;
  /** The server found that it was so already. */
  readonly unchanged: boolean;
}

export interface Surroundings {
  makeKey(): string;
  now(): Date;
  online(): boolean;
  later(run: () => void, milliseconds: number): void;
}

export const inTheBrowser: Surroundings = {
  makeKey: newIdempotencyKey,
  now: hotelNow,
  online: () => navigator.onLine,
  later: (run, milliseconds) => setTimeout(run, milliseconds),
};

export interface Wiring {
  readonly around?: Surroundings;
  readonly owner?: string;
  readonly shelf?: Shelf;
  readonly tabs?: Tabs;
  /** Raises Refusal, or Unreachable where the same may be sent again. */
  send(sending: Sending): Promise<Sent>;
  changed(): void;
}

/** What a screen says where a late tap changed nothing: it was so already. */
const SO_ALREADY: Problem = {
  type: 'about:blank',
  title: 'So already',
  status: 200,
  detail: 'It was so already: somebody else had done it.',
  code: 'SO_ALREADY',
  i18nKey: 'outbox.so_already',
};

const addressOf = (kind: Kind, id: string) => `${kind}/${id}`;
const isOf = ({ command }: { command: Command }, kind: Kind, id: string) =>
  command.shows.some((shown) => shown.kind === kind && shown.id === id);

function sameItems<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}

export class Outbox {
  #taps: readonly Tap[] = [];
  #refused: readonly Refused[] = [];
  #replies = new Map<string, Reply['reply']>();
  /** What listeners saw last of each document. */
  #seen = new Map<string, object>();
  /** What was made of a document last, so that the same document and taps are the same object again. */
  #applied = new Map<string, { doc: object; shown: readonly Shown[]; made: object }>();
  #listed: readonly Entry[] | null = null;

  #open = true;
  #leads = false;
  readonly #sending = new Set<string>();
  readonly #attempts = new Map<string, number>();
  /** Taps that wait for another try, until their time comes or the network is back. */
  readonly #resting = new Set<string>();
  /** Taps that no shelf has: this tab alone knows of them, and sends them. */
  readonly #unshelved = new Set<string>();
  /** Taps that are over here, wherever a shelf that was read earlier may still have them. */
  readonly #over = new Set<string>();
  #shelfWorks = true;
  /** Reads and writes go one after the other; what is read while more is to be written is out of date. */
  #turn: Promise<void> = Promise.resolve();
  #toWrite = 0;

  readonly #around: Surroundings;
  readonly #owner: string;
  readonly #shelf: Shelf;
  readonly #tabs: Tabs;

  constructor(private readonly wiring: Wiring) {
    this.#around = wiring.around ?? inTheBrowser;
    this.#owner = wiring.owner ?? '';
    this.#shelf = wiring.shelf ?? memoryShelf();
    this.#tabs = wiring.tabs ?? onlyTab();
    this.#tabs.hear(() => void this.#readShelf());
    void this.#readShelf().then(() => {
      if (this.#open) this.#tabs.lead(() => this.#lead());
    });
  }

  /** Everything that is not confirmed, in the order of tapping. */
  get entries(): readonly Entry[] {
    return (this.#listed ??= this.#taps.map(({ key, command, at, accepted }) => ({
      key,
      command,
      at,
      phase: accepted ? 'accepted' : this.#sending.has(key) ? 'sending' : 'waiting',
      attempts: this.#attempts.get(key) ?? 0,
    })));
  }

  get refused(): readonly Refused[] {
    return this.#refused;
  }

  /** Whether what is tapped now outlives the page. */
  get isKept(): boolean {
    return this.#shelfWorks;
  }

  /** Takes a tap, shows it and sends it as soon as what was tapped before it in its lane is through. Returns its key. */
  add(command: Command): string {
    const [target] = command.shows;
    const again = ({ command: before }: Refused) =>
      // What was written in a form goes when that is sent again or left.
      before.form === undefined &&
      before.name === command.name &&
      target !== undefined &&
      isOf({ command: before }, target.kind, target.id);
    const tap: Tap = {
      key: this.#around.makeKey(),
      owner: this.#owner,
      place: Math.max(this.#around.now().getTime(), (this.#taps.at(-1)?.place ?? 0) + 1),
      at: this.#around.now(),
      offline: !this.#around.online(),
      command,
      accepted: false,
      revision: null,
    };
    // Who tries again has read why it did not work.
    const dismiss = this.#refused.filter(again).map(({ key }) => key);
    this.#taps = [...this.#taps, tap];
    this.#refused = this.#refused.filter(({ key }) => !dismiss.includes(key));
    this.#changed();
    void this.#keepTap(tap, dismiss);
    // Written down or not, it may go: what comes twice with one key is done once.
    this.#pump();
    return tap.key;
  }

  /** The document as it looks with everything pending applied. */
  applied<Doc extends object>(kind: Kind, id: string, doc: Doc): Doc {
    const shown = this.#shownOn(kind, id);
    if (shown.length === 0) return doc;
    const address = addressOf(kind, id);
    const last = this.#applied.get(address);
    if (last?.doc === doc && sameItems(last.shown, shown)) return last.made as Doc;
    const made = shown.reduce(withShown, doc);
    this.#applied.set(address, { doc, shown, made });
    return made;
  }

  /** The documents of a kind that taps have made and no listener has shown yet. */
  made(kind: Kind): readonly object[] {
    return this.#taps
      .flatMap(({ command }) => command.shows)
      .filter((shown) => shown.isNew && shown.kind === kind && !this.#seen.has(addressOf(kind, shown.id)))
      .map((shown) => this.applied(kind, shown.id, { ...shown.fields, [NAMED_BY[kind]]: shown.id }));
  }

  /** The documents of a kind that pending taps change. */
  tapped(kind: Kind): readonly string[] {
    const shown = this.#taps.flatMap(({ command }) => command.shows).filter((each) => each.kind === kind);
    return [...new Set(shown.map(({ id }) => id))];
  }

  /** The addresses (`tasks/hkt_…`) of everything that a pending tap changes. */
  get pendingOn(): ReadonlySet<string> {
    const shown = this.#taps.flatMap(({ command }) => command.shows);
    return new Set(shown.map(({ kind, id }) => addressOf(kind, id)));
  }

  refusedOn(kind: Kind, id: string): readonly Refused[] {
    return this.#refused.filter((one) => isOf(one, kind, id));
  }

  /** Tells the outbox what the listener sees now; accepted commands it confirms are done. */
  observe(kind: Kind, id: string, doc: object): void {
    this.#seen.set(addressOf(kind, id), doc);
    const done = this.#taps.filter((tap) => tap.accepted && isOf(tap, kind, id) && this.#isConfirmed(tap));
    this.#finish(done.map(({ key }) => key));
  }

  /** Sends everything that waits for another try now: the network is back. */
  retry(): void {
    this.#resting.clear();
    for (const { key, accepted } of this.#taps) if (accepted) this.#letGoLater(key);
    this.#pump();
  }

  dismiss(key: string): void {
    this.#refused = this.#refused.filter((refused) => refused.key !== key);
    this.#changed();
    void this.#write({ dismiss: [key] });
  }

  /** Shows and sends nothing more here. What is on a shelf stays there for its owner; what is not is forgotten. */
  close(): void {
    this.#open = false;
    this.#leads = false;
    this.#tabs.leave();
    this.#taps = [];
    this.#refused = [];
    this.#seen.clear();
    this.#applied.clear();
    this.#replies.clear();
    this.#changed();
  }

  #changed(): void {
    this.#listed = null;
    this.wiring.changed();
  }

  #shownOn(kind: Kind, id: string): readonly Shown[] {
    return this.#taps.flatMap(({ command }) =>
      command.shows.filter((shown) => shown.kind === kind && shown.id === id),
    );
  }

  // Shelf ------------------------------------------------------------------------------------------------------------

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }

  #readShelf(): Promise<void> {
    return this.#inTurn(async () => {
      const kept = await this.#shelf.read().catch(() => null);
      if (!this.#open) return;
      if (kept === null) {
        this.#shelfWorks = false;
        this.#changed();
      } else if (this.#toWrite > 0) {
        // What is still to be written here is missing in what was read.
        void this.#readShelf();
      } else this.#takeOver(kept);
    });
  }

  #takeOver({ taps, refused, replies }: Kept): void {
    const onShelf = new Set(taps.map(({ key }) => key));
    // Another tab drops an accepted tap when its own listener shows it; here that may still be to come.
    const ours = this.#taps.filter(
      ({ key, accepted }) => !onShelf.has(key) && (accepted || this.#unshelved.has(key)),
    );
    const theirs = taps.filter(({ key }) => !this.#over.has(key));
    const known = new Map(this.#taps.map((tap) => [tap.key, tap]));
    for (const { key, accepted } of theirs) if (accepted && !known.get(key)?.accepted) this.#letGoLater(key);
    this.#taps = [...theirs.map((tap) => this.#asBefore(known.get(tap.key), tap)), ...ours].sort(
      (one, other) => one.place - other.place,
    );
    this.#refused = [...refused].sort((one, other) => one.at.getTime() - other.at.getTime());
    for (const { key, reply } of replies) this.#replies.set(key, reply);
    this.#changed();
    this.#finish(this.#taps.filter((tap) => tap.accepted && this.#isConfirmed(tap)).map(({ key }) => key));
    this.#pump();
  }

  /** A tap that is no further on the shelf stays the same object, and nothing is made of it anew. */
  #asBefore(before: Tap | undefined, tap: Tap): Tap {
    return before && (before.accepted || !tap.accepted) ? before : tap;
  }

  /** Resolves to whether the shelf has it now. */
  async #write(change: Change): Promise<boolean> {
    this.#toWrite += 1;
    let written = this.#shelfWorks;
    await this.#inTurn(async () => {
      try {
        if (written) await this.#shelf.write(change);
      } catch {
        written = false;
        this.#shelfWorks = false;
      } finally {
        this.#toWrite -= 1;
      }
    });
    if (this.#open && written) this.#tabs.tell();
    if (!written) this.#changed();
    return written;
  }

  async #keepTap(tap: Tap, dismiss: readonly string[]): Promise<void> {
    this.#unshelved.add(tap.key);
    if (await this.#write({ put: [tap], dismiss })) this.#unshelved.delete(tap.key);
    this.#pump();
  }

  // Sending ----------------------------------------------------------------------------------------------------------

  #lead(): void {
    if (!this.#open) return;
    this.#leads = true;
    // What the tab before this one had in hand is sent again, under its own key.
    void this.#readShelf();
  }

  #pump(): void {
    if (!this.#open) return;
    const taken = new Set<string>();
    const first: Tap[] = [];
    for (const tap of this.#taps) {
      if (tap.accepted) continue;
      const lanes = lanesOf(tap.command);
      if (!lanes.some((lane) => taken.has(lane))) first.push(tap);
      lanes.forEach((lane) => taken.add(lane));
    }
    for (const tap of first) if (this.#mayGo(tap)) void this.#deliver(tap);
  }

  #mayGo({ key, command }: Tap): boolean {
    if (this.#sending.has(key) || this.#resting.has(key)) return false;
    const ours = this.#leads || (this.#unshelved.has(key) && !this.#shelfWorks);
    return ours && [...awaited(command.body), ...(command.after ?? [])].every((one) => !this.#isOpen(one));
  }

  #isOpen(key: string): boolean {
    return this.#taps.some((tap) => tap.key === key && !tap.accepted);
  }

  async #deliver(tap: Tap): Promise<void> {
    const { key, command, at, offline } = tap;
    this.#sending.add(key);
    this.#attempts.set(key, (this.#attempts.get(key) ?? 0) + 1);
    this.#changed();
    const late = offline || this.#around.now().getTime() - at.getTime() > LATE_MS;
    try {
      const sent = await this.wiring.send({
        command: { ...command, body: withReplies(command.body, (one) => this.#replies.get(one) ?? null) },
        idempotencyKey: key,
        offlineSince: late ? at : undefined,
      });
      this.#sending.delete(key);
      if (this.#open) this.#accepted(tap, sent, late);
    } catch (error) {
      this.#sending.delete(key);
      if (this.#open) this.#undelivered(tap, error);
    }
    this.#pump();
  }

  #accepted(tap: Tap, { reply, unchanged }: Sent, late: boolean): void {
    const { key, command, owner } = tap;
    const revision = typeof reply.revision === 'number' ? reply.revision : null;
    const after: Tap = {
      ...tap,
      accepted: true,
      revision,
      command: { ...command, shows: named(command.shows, reply) },
    };
    this.#taps = this.#taps.map((each) => (each.key === key ? after : each));
    const said = late && unchanged ? [this.#refusal(tap, SO_ALREADY)] : [];
    this.#refused = [...this.#refused, ...said];
    const keep: Reply[] = command.file ? [{ key, owner, at: this.#around.now(), reply }] : [];
    for (const one of keep) this.#replies.set(one.key, one.reply);
    this.#changed();
    if (this.#isConfirmed(after)) {
      this.#over.add(key);
      this.#taps = this.#taps.filter((each) => each.key !== key);
      this.#changed();
      void this.#write({ drop: [key], refuse: said, reply: keep });
      return;
    }
    void this.#write({ put: [after], refuse: said, reply: keep });
    this.#letGoLater(key);
  }

  #undelivered(tap: Tap, error: unknown): void {
    const { key, command, owner } = tap;
    if (error instanceof Unreachable) {
      const backoff = Math.min(FIRST_RETRY_MS * 2 ** ((this.#attempts.get(key) ?? 1) - 1), LAST_RETRY_MS);
      this.#resting.add(key);
      this.#changed();
      this.#around.later(() => this.#wake(key), error.retryAfterMs ?? backoff);
      return;
    }
    const problem =
      error instanceof Refusal
        ? error.problem
        : { type: 'about:blank', title: '', status: 0, detail: String(error), code: '' };
    const refused = this.#refusal(tap, problem);
    this.#refused = [...this.#refused, refused];
    this.#taps = this.#taps.filter((each) => each.key !== key);
    this.#over.add(key);
    const reply: Reply[] = command.file ? [{ key, owner, at: this.#around.now(), reply: null }] : [];
    this.#changed();
    void this.#write({ drop: [key], refuse: [refused], reply });
  }

  #wake(key: string): void {
    this.#resting.delete(key);
    this.#pump();
  }

  #refusal({ key, owner, command }: Tap, problem: Problem): Refused {
    return { key, owner, command: withoutFile(command), problem, at: this.#around.now() };
  }

  // Confirmation -----------------------------------------------------------------------------------------------------

  #isConfirmed({ command, revision }: Tap): boolean {
    const [target, ...others] = command.shows;
    if (!target) return true;
    const doc = this.#seen.get(addressOf(target.kind, target.id)) as { revision?: number } | undefined;
    if (doc) return revision === null ? looksSo(doc, target) : (doc.revision ?? 0) >= revision;
    // Nobody listens to the target: what else it changes says whether it has come.
    return others.length > 0 && others.every((shown) => this.#looksSo(shown));
  }

  #looksSo(shown: Shown): boolean {
    const doc = this.#seen.get(addressOf(shown.kind, shown.id));
    return doc !== undefined && looksSo(doc, shown);
  }

  /** Offline the picture may stay as it is for long, and so does the mark: until the network has been back for a while. */
  #letGoLater(key: string): void {
    this.#around.later(() => {
      if (this.#around.online()) this.#finish([key]);
    }, CONFIRMATION_MS);
  }

  /** These taps are through: the documents show them. */
  #finish(keys: readonly string[]): void {
    const known = keys.filter((key) => this.#taps.some((tap) => tap.key === key));
    if (known.length === 0) return;
    known.forEach((key) => this.#over.add(key));
    this.#taps = this.#taps.filter(({ key }) => !known.includes(key));
    this.#changed();
    if (this.#leads) void this.#write({ drop: known });
  }
}

/** What was refused is told, not sent again: its file is of no more use. */
function withoutFile(command: Command): Command {
  return { ...command, file: undefined };
}
