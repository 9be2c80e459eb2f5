import { expect, it } from 'vitest';
import { neighbour } from './neighbours';

const lengths = [3, 0, 2];
const at = (column: number, row: number) => ({ column, row });

it.each([
  ['down', at(0, 0), 'ArrowDown', false, at(0, 1)],
  ['down, at the last', at(0, 2), 'ArrowDown', false, null],
  ['up, at the first', at(0, 0), 'ArrowUp', false, null],
  ['to the end', at(0, 0), 'End', false, at(0, 2)],
  ['right, over an empty column, to the nearest', at(0, 2), 'ArrowRight', false, at(2, 1)],
  ['left', at(2, 0), 'ArrowLeft', false, at(0, 0)],
  ['left, where one reads from the right', at(0, 0), 'ArrowLeft', true, at(2, 0)],
  ['left, at the first column', at(0, 1), 'ArrowLeft', false, null],
  ['any other key', at(0, 1), 'x', false, null],
])('%s', (_, from, key, rightToLeft, expected) => {
  expect(neighbour(lengths, from, key, rightToLeft)).toEqual(expected);
});
