// Where an arrow key leads among tiles that lie in rows of any length. Pure geometry, in the page's own direction.

export interface Box {
  x: number;
  y: number;
}

export type ArrowKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End';

const KEYS: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];

export function isArrowKey(key: string): key is ArrowKey {
  return KEYS.includes(key);
}

function inNextRow(boxes: readonly Box[], from: number, step: 1 | -1): number {
  const here = boxes[from];
  if (!here) return from;
  const beyond = boxes.filter((box) => (box.y - here.y) * step > 1).map((box) => box.y);
  if (beyond.length === 0) return from;
  const row = step > 0 ? Math.min(...beyond) : Math.max(...beyond);
  const nearest = boxes
    .map((box, index) => ({ index, box }))
    .filter(({ box }) => Math.abs(box.y - row) <= 1)
    .sort((one, other) => Math.abs(one.box.x - here.x) - Math.abs(other.box.x - here.x));
  return nearest[0]?.index ?? from;
}

/** The index that `key` moves to. Boxes are in reading order; rightToLeft turns left and right around. */
export function moved(boxes: readonly Box[], from: number, key: ArrowKey, rightToLeft: boolean): number {
  const along = (step: number) => Math.min(Math.max(from + step, 0), boxes.length - 1);
  switch (key) {
    case 'ArrowUp':
      return inNextRow(boxes, from, -1);
    case 'ArrowDown':
      return inNextRow(boxes, from, 1);
    case 'ArrowRight':
      return along(rightToLeft ? -1 : 1);
    case 'ArrowLeft':
      return along(rightToLeft ? 1 : -1);
    case 'Home':
      return 0;
    case 'End':
      return boxes.length - 1;
  }
}
