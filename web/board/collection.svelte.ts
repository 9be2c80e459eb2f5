// The documents of one kind as the screens see them: what the listener shows, with pending taps applied. What did not
// change stays the same object, so that of 500 rooms only those are drawn anew that are another.
import type { Kind } from '../data/commands';
import type { Documents, Stop, Watcher } from '../data/documents';
import { NAMED_BY } from '../data/commands';
import type { Outbox } from '../data/outbox';

export type Feed = 'loading' | 'live' | 'cached' | 'not-allowed' | 'failed';

interface Surroundings<T> {
  /** What of the documents is shown, and in which order; `before` is what it was the last time. */
  readonly arrange?: (documents: Documents<T>, before: readonly T[]) => readonly T[];
  /** Where nothing is in the cache: whether this device has a copy of the house, so that nothing means nothing. */
  readonly hasCopy?: () => boolean;
  readonly onFeed?: (feed: Feed) => void;
}

/** What taps change about documents of a kind; `turn` grows with every change of it. */
export interface Taps {
  readonly turn: number;
  readonly outbox: Outbox;
}

export class Collection<T extends object> {
  feed = $state.raw<Feed>('loading');
  #documents = $state.raw<Documents<T>>(new Map());
  #stop: Stop | null = null;
  #arranged: readonly T[] = [];

  readonly #shown: Documents<T> = $derived.by(() => this.#withTaps(this.#documents));
  readonly all: readonly T[] = $derived.by(() => {
    const { arrange } = this.around;
    this.#arranged = arrange ? arrange(this.#shown, this.#arranged) : [...this.#shown.values()];
    return this.#arranged;
  });

  constructor(
    private readonly kind: Kind | null,
    private readonly taps: Taps,
    private readonly around: Surroundings<T> = {},
  ) {}

  get(id: string): T | undefined {
    return this.#shown.get(id);
  }

  /** Listens, in place of what was listened to before. */
  follow(watch: (watcher: Watcher<Documents<T>>) => Stop): void {
    this.#stop?.();
    this.#stop = watch({
      next: (documents, live) => this.see(documents, live),
      ended: (reason) => this.#say(reason),
    });
  }

  see(documents: Documents<T>, live: boolean): void {
    // The cache answers "nothing" before it has ever seen the house; that is still loading, not an empty hotel.
    const nothingYet = !live && documents.size === 0 && this.feed === 'loading';
    if (nothingYet && !this.around.hasCopy?.()) return;
    const before = this.#documents;
    this.#documents = documents;
    this.#say(live ? 'live' : 'cached');
    if (!this.kind) return;
    for (const [id, document] of documents) {
      if (document !== before.get(id)) this.taps.outbox.observe(this.kind, id, document);
    }
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #say(feed: Feed): void {
    if (feed === this.feed) return;
    this.feed = feed;
    this.around.onFeed?.(feed);
  }

  #withTaps(documents: Documents<T>): Documents<T> {
    const { kind, taps } = this;
    void taps.turn;
    if (!kind) return documents;
    const made = taps.outbox.made(kind) as readonly T[];
    const tapped = taps.outbox.tapped(kind).filter((id) => documents.has(id));
    if (made.length === 0 && tapped.length === 0) return documents;
    const shown = new Map(documents);
    for (const id of tapped) shown.set(id, taps.outbox.applied(kind, id, documents.get(id) as T));
    for (const one of made) shown.set((one as Record<string, string>)[NAMED_BY[kind]] ?? '', one);
    return shown;
  }
}
