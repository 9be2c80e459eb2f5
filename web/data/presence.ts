// Two people at once: who has which card open, or moves it. Told as well as can be, decided on by nobody.
import { collection, query, where } from 'firebase/firestore';
import type { Call } from './api';
import { pathOf } from './calls';
import type { Cloud } from './cloud';
import type { Doing, Presence, Scope } from './contracts';
import { propertyPath, type Watched } from './documents';
import { show_presence } from './routes.gen';

/** A screen that has said nothing for so long was closed, or lost its network. */
export const LASTS_MS = 2 * 60_000;
const AGAIN_MS = 90_000;
/** What is said within this time of the last is said once, as it is then. */
const SETTLES_MS = 400;

export function allPresence({ db }: Cloud, scope: Scope): Watched {
  return { query: collection(db, `${propertyPath(scope)}/presence`) };
}

/** One's own, which says nothing new: what colleagues look at is not everybody's to see. */
export function ownPresence({ db }: Cloud, scope: Scope, staffId: string): Watched {
  return {
    query: query(collection(db, `${propertyPath(scope)}/presence`), where('staff_id', '==', staffId)),
  };
}

export function isFresh({ at }: Pick<Presence, 'at'>, now: Date): boolean {
  return now.getTime() - at.getTime() < LASTS_MS;
}

/** Says which card is open here: at once enough, not for every glance, and again while it stays open. */
export class Teller {
  #wanted: { lookingAt: string | null; doing: Doing } = { lookingAt: null, doing: 'open' };
  #told: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly scope: Scope,
    private readonly ask: (call: Omit<Call, 'token'>) => Promise<unknown>,
  ) {}

  tell(lookingAt: string | null, doing: Doing): void {
    this.#wanted = { lookingAt, doing };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#say(), SETTLES_MS);
  }

  stop(): void {
    if (this.#told) this.tell(null, 'open');
    else clearTimeout(this.#timer);
  }

  async #say(): Promise<void> {
    const { lookingAt, doing } = this.#wanted;
    if (lookingAt === null && this.#told === null) return;
    this.#told = lookingAt;
    if (lookingAt) this.#timer = setTimeout(() => void this.#say(), AGAIN_MS);
    try {
      const path = pathOf(show_presence, this.scope);
      const body = { looking_at: lookingAt, doing };
      await this.ask({ method: show_presence.method, path, body });
    } catch {
      // Nobody sees it, then: not worth a word.
    }
  }
}
