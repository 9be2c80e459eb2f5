// The keys that the page shown adds to those of the frame. It says them while it stands, by `pageKeys(…)`.
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
