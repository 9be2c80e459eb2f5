// The keys that lead to places, and those that the page shown adds to the frame's: it says them while it stands, by `pageKeys(…)`.
import type { MessageKey } from '../../i18n/index.svelte';

export interface PageKeys {
  /** For the list of keys: what is pressed, and what it means. */
  readonly list: readonly (readonly [keys: readonly string[], meaning: MessageKey])[];
  /** What `g` and then this key leads to, where no page has that key. */
  readonly go?: (key: string) => void;
}

class Keys {
  page = $state.raw<PageKeys | null>(null);
}

export const keys = new Keys();

/** Called once while a page is set up. */
export function pageKeys(added: PageKeys): void {
  $effect(() => {
    keys.page = added;
    return () => (keys.page = null);
  });
}

const PLACE_WITHIN_MS = 1500;

/** A “g” and, within a moment, the key of a place. */
export class PlaceKeys {
  #until = 0;

  /** Takes a key, and when it was pressed in ms; returns it where it says a place, else null. */
  pressed(key: string, at: number): string | null {
    const isPlace = at < this.#until;
    this.#until = !isPlace && key === 'g' ? at + PLACE_WITHIN_MS : 0;
    return isPlace ? key : null;
  }
}
