import { describe, expect, it } from 'vitest';
import { PlaceKeys } from './keys.svelte';

describe('a place is said by g and its key', () => {
  const said = (...pressed: [key: string, at: number][]) => {
    const keys = new PlaceKeys();
    return pressed.map(([key, at]) => keys.pressed(key, at));
  };

  it.each<[string, [string, number][], (string | null)[]]>([
    [
      'within a moment',
      [
        ['g', 100],
        ['t', 1599],
      ],
      [null, 't'],
    ],
    [
      'and not after it',
      [
        ['g', 100],
        ['t', 1600],
      ],
      [null, null],
    ],
    [
      'by the key right after it',
      [
        ['g', 100],
        ['x', 200],
        ['t', 300],
      ],
      [null, 'x', null],
    ],
    [
      'by g too',
      [
        ['g', 100],
        ['g', 200],
        ['t', 300],
      ],
      [null, 'g', null],
    ],
    [
      'though the moment of the one before ends',
      [
        ['g', 0],
        ['t', 50],
        ['g', 1400],
        ['r', 1700],
      ],
      [null, 't', null, 'r'],
    ],
  ])('%s', (_, pressed, places) => {
    expect(said(...pressed)).toEqual(places);
  });
});
