import { describe, expect, it } from 'vitest';
import { moved } from './arrows';

// Two rows: 0 1 2 / 3 4
const boxes = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 200, y: 0 },
  { x: 0, y: 80 },
  { x: 100, y: 80 },
];

describe('an arrow key', () => {
  it.each([
    ['right', 0, 'ArrowRight' as const, 1],
    ['right, over the end of a row', 2, 'ArrowRight' as const, 3],
    ['right, at the last tile', 4, 'ArrowRight' as const, 4],
    ['left, at the first tile', 0, 'ArrowLeft' as const, 0],
    ['down, to the tile below', 1, 'ArrowDown' as const, 4],
    ['down, to the nearest where none is below', 2, 'ArrowDown' as const, 4],
    ['down, in the last row', 3, 'ArrowDown' as const, 3],
    ['up', 4, 'ArrowUp' as const, 1],
    ['to the beginning', 3, 'Home' as const, 0],
    ['to the end', 0, 'End' as const, 4],
  ])('leads %s', (_, from, key, expected) => {
    expect(moved(boxes, from, key, false)).toBe(expected);
  });

  it('follows the reading direction', () => {
    expect(moved(boxes, 1, 'ArrowLeft', true)).toBe(2);
    expect(moved(boxes, 1, 'ArrowRight', true)).toBe(0);
  });
});
