// Lights an element up once when what it shows has changed, and lets it settle. Sizes never move.
import type { Attachment } from 'svelte/attachments';

/** Attach with the revision shown: `{@attach glow(() => room.revision)}`. The first value stays dark. */
export function glow(revision: () => unknown): Attachment<HTMLElement> {
  let last: unknown;
  let first = true;
  return (element) => {
    const current = revision();
    if (!first && current !== last && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      element.animate([{ boxShadow: '0 0 0 4px var(--focus)' }, { boxShadow: '0 0 0 4px transparent' }], {
        duration: 1600,
        easing: 'ease-out',
      });
    }
    first = false;
    last = current;
  };
}
