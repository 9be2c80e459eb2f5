import { expect, it } from 'vitest';
import { chooseLanguage } from '../../i18n/languages';
import { initials, nameBeside, nameFor, toneOf } from './people';

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

it.each([
  ['fa-AF', 'لیلا عزیزی', 'Laila Azizi'],
  ['ps', 'لیلا عزیزی', 'Laila Azizi'],
  ['en', 'Laila Azizi', 'لیلا عزیزی'],
  ['tg', 'Laila Azizi', 'لیلا عزیزی'],
])('in %s a person is called %s first, and %s beside', (code, first, beside) => {
  const person = { name: 'Laila Azizi', name_local: 'لیلا عزیزی' };
  expect(nameFor(person, chooseLanguage(code))).toBe(first);
  expect(nameBeside(person, chooseLanguage(code))).toBe(beside);
});

it('who has one name has it everywhere, and nothing beside', () => {
  const page = chooseLanguage('fa-AF');
  for (const person of [{ name: 'Omid' }, { name: 'Omid', name_local: '' }]) {
    expect([nameFor(person, page), nameBeside(person, page)]).toEqual(['Omid', '']);
  }
});
