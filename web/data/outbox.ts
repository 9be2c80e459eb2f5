// What was tapped and is not yet confirmed: shown at once, sent in order per document, repeated while nobody
// answers, rolled back when the server refuses. Knows of a document only its revision, no Firestore and no screen.
import { newIdempotencyKey, Refusal, Unreachable } from './api';
import type { Problem } from './contracts';

/** How long an accepted command may wait for the listener before its mark goes anyway. */
export const CONFIRMATION_MS = 6_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** One tap: how it changes the document it aims at, and how to tell that the listener has caught up. */
export interface Intent<Doc, Note> {
  target: string;
  /** What the screen says about it. */
  note: Note;
  patch(doc: Doc): Doc;
  /** Asked only where the reply named no revision: whether this document shows what was tapped. */
  confirmedBy(doc: Doc): boolean;
  /** Answers with the revision of the target that holds the tap; null when the reply speaks of another document. */
  send(idempotencyKey: string): Promise<number | null>;
}

export interface Revised {
  readonly revision: number;
}

export type Phase = 'waiting' | 'sending' | 'accepted';

export interface Entry<Doc, Note> {
  readonly key: string;
  readonly intent: Intent<Doc, Note>;
  readonly madeAt: Date;
  readonly phase: Phase;
  readonly attempts: number;
  /** From the reply: a document of this revision or a later one has the tap behind it, whatever it shows by then. */
  readonly revision: number | null;
}

export interface Refused<Note> {
  readonly key: string;
  readonly target: string;
  readonly note: Note;
  readonly problem: Problem;
  readonly at: Date;
}

export interface Surroundings {
  makeKey(): string;
  now(): Date;
  later(run: () => void, milliseconds: number): void;
}

export const inTheBrowser: Surroundings = {
  makeKey: newIdempotencyKey,
  now: () => new Date(),
  later: (run, milliseconds) => setTimeout(run, milliseconds),
};

function sameItems<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}

export class Outbox<Doc extends Revised, Note> {
  #entries: Entry<Doc, Note>[] = [];
  #refused: Refused<Note>[] = [];
  #latest = new Map<string, Doc>();
  /** What was made of a document last, so that the same document and taps are the same object again. */
  #applied = new Map<string, { doc: Doc; taps: readonly Intent<Doc, Note>[]; shown: Doc }>();

  constructor(
    private readonly around: Surroundings,
    private readonly changed: () => void,
  ) {}

  get entries(): readonly Entry<Doc, Note>[] {
    return this.#entries;
  }

  get refused(): readonly Refused<Note>[] {
    return this.#refused;
  }

  /** Takes a tap and sends it as soon as what was tapped before it on the same document is through. */
  add(intent: Intent<Doc, Note>): string {
    const key = this.around.makeKey();
    this.#entries = [
      ...this.#entries,
      { key, intent, madeAt: this.around.now(), phase: 'waiting', attempts: 0, revision: null },
    ];
    this.#dismissWhere((refused) => refused.target === intent.target);
    this.changed();
    this.#pump(intent.target);
    return key;
  }

  /** The document as it looks with everything pending applied. */
  applied(target: string, doc: Doc): Doc {
    const taps = this.#of(target).map(({ intent }) => intent);
    if (taps.length === 0) return doc;
    const last = this.#applied.get(target);
    const asLast = last?.doc === doc && sameItems(last.taps, taps);
    if (last && asLast) return last.shown;
    const shown = taps.reduce((current, tap) => tap.patch(current), doc);
    this.#applied.set(target, { doc, taps, shown });
    return shown;
  }

  isPending(target: string): boolean {
    return this.#of(target).length > 0;
  }

  /** Tells the outbox what the listener sees now; accepted commands it confirms are done. */
  observe(target: string, doc: Doc): void {
    this.#latest.set(target, doc);
    this.#settle(target);
  }

  /** Sends everything that waits for another try now: the network is back. */
  retry(): void {
    for (const target of new Set(this.#entries.map(({ intent }) => intent.target))) this.#pump(target);
  }

  dismiss(key: string): void {
    this.#dismissWhere((refused) => refused.key === key);
    this.changed();
  }

  /** Forgets everything and sends nothing more: what was tapped belonged to somebody who has left. */
  close(): void {
    this.#entries = [];
    this.#refused = [];
    this.#latest.clear();
    this.#applied.clear();
    this.changed();
  }

  #of(target: string): Entry<Doc, Note>[] {
    return this.#entries.filter(({ intent }) => intent.target === target);
  }

  #dismissWhere(isDone: (refused: Refused<Note>) => boolean): void {
    this.#refused = this.#refused.filter((refused) => !isDone(refused));
  }

  #replace(key: string, change: Partial<Pick<Entry<Doc, Note>, 'phase' | 'attempts' | 'revision'>>): void {
    this.#entries = this.#entries.map((entry) => (entry.key === key ? { ...entry, ...change } : entry));
    this.changed();
  }

  #drop(isDone: (entry: Entry<Doc, Note>) => boolean): void {
    const left = this.#entries.filter((entry) => !isDone(entry));
    if (left.length === this.#entries.length) return;
    this.#entries = left;
    this.changed();
  }

  #settle(target: string): void {
    const doc = this.#latest.get(target);
    if (doc === undefined) return;
    this.#drop(({ intent, phase, revision }) => {
      if (intent.target !== target || phase !== 'accepted') return false;
      return revision === null ? intent.confirmedBy(doc) : doc.revision >= revision;
    });
  }

  #pump(target: string): void {
    const open = this.#of(target).filter(({ phase }) => phase !== 'accepted');
    const next = open[0];
    if (next?.phase === 'waiting') void this.#deliver(next);
  }

  async #deliver({ key, intent, attempts }: Entry<Doc, Note>): Promise<void> {
    this.#replace(key, { phase: 'sending', attempts: attempts + 1 });
    let revision: number | null;
    try {
      revision = await intent.send(key);
    } catch (error) {
      this.#undelivered(key, intent, attempts, error);
      return;
    }
    this.#replace(key, { phase: 'accepted', revision });
    this.#settle(intent.target);
    this.around.later(() => this.#drop((entry) => entry.key === key), CONFIRMATION_MS);
    this.#pump(intent.target);
  }

  #undelivered(key: string, intent: Intent<Doc, Note>, attempts: number, error: unknown): void {
    // Closed meanwhile: whoever tapped is gone, and so is the interest in the answer.
    if (!this.#entries.some((entry) => entry.key === key)) return;
    if (error instanceof Unreachable) {
      const backoff = Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
      this.#replace(key, { phase: 'waiting' });
      this.around.later(() => this.#pump(intent.target), error.retryAfterMs ?? backoff);
      return;
    }
    this.#refused = [...this.#refused, this.#refusal(key, intent, error)];
    this.#drop((entry) => entry.key === key);
    this.#pump(intent.target);
  }

  #refusal(key: string, { target, note }: Intent<Doc, Note>, error: unknown): Refused<Note> {
    const problem =
      error instanceof Refusal
        ? error.problem
        : { type: 'about:blank', title: '', status: 0, detail: String(error), code: '' };
    return { key, target, note, problem, at: this.around.now() };
  }
}
