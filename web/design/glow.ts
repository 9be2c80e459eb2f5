// Lights an element up once when what it shows has changed, and lets it settle. Sizes never move.
import type { Attachment } from 'svelte/attachments';

const SETTLES_MS = 1600;

/**
 * Attach with the revision shown: `{@attach glow(() => room.revision)}`. The first value stays dark.
 * The light is the element's own `::after`, drawn by its style and invisible at rest. Only its opacity moves: that is the
 * compositor's work, while a moving shadow or colour is styled and painted anew in every frame.
 */
export function glow(revision: () => unknown): Attachment<HTMLElement> {
  let last: unknown;
  let first = true;
  return (element) => {
    const current = revision();
    if (!first && current !== last && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      element.animate([{ opacity: 1 }, { opacity: 0 }], {
        duration: SETTLES_MS,
        easing: 'ease-out',
        pseudoElement: '::after',
      });
    }
    first = false;
    last = current;
  };
}
