// Lights an element up once when what it shows has changed, and lets it settle. Sizes never move.
import type { Attachment } from 'svelte/attachments';

const LIT_MS = 1200;

/**
 * Attach with the revision shown: `{@attach glow(() => room.revision)}`. The first value stays dark.
 * The element is `[data-lit]` for a moment; its style fades the opacity of an `::after` and nothing else, which the compositor
 * does alone. A shadow or colour that moves is styled and painted anew in every frame.
 */
export function glow(revision: () => unknown): Attachment<HTMLElement> {
  let last: unknown;
  let first = true;
  let settling: ReturnType<typeof setTimeout> | undefined;
  return (element) => {
    const current = revision();
    if (!first && current !== last) {
      element.toggleAttribute('data-lit', true);
      clearTimeout(settling);
      settling = setTimeout(() => element.removeAttribute('data-lit'), LIT_MS);
    }
    first = false;
    last = current;
  };
}
