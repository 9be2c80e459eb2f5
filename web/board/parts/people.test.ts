import { expect, it } from 'vitest';
import { initials, toneOf } from './people';

it.each([
  ['Roya Noorzad', 'R\u200cN'],
  ['Maria del Carmen Ruiz', 'M\u200cR'],
  ['Zebo', 'Z'],
  ['زهرا احمدی', 'ز\u200cا'],
  ['  ', ''],
])('the first letters of %s', (name, expected) => {
  expect(initials(name)).toBe(expected);
});

it('a person has one tone of the six', () => {
  expect(toneOf('stf_a')).toBe(toneOf('stf_a'));
  const tones = [...'abcdefghijklmnop'].map((letter) => toneOf(`stf_${letter}`));
  expect(new Set(tones).size).toBe(6);
  expect(tones.every((tone) => tone >= 1 && tone <= 6)).toBe(true);
});
