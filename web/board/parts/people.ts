// How a person is told apart at a glance: first letters of the name, and one of the tones of discs. Pure.

import { scriptOf } from '../../i18n/languageNames';
import type { Language } from '../../i18n/languages';

const TONES = 6;

/** A name, and the same in one's own script where somebody has said it. */
interface Named {
  readonly name: string;
  readonly name_local?: string;
}

/** As the reader can read it: in one's own script where the page is written in that. */
export function nameFor({ name, name_local }: Named, page: Language): string {
  return name_local && scriptOf(name_local) === scriptOf(page.name) ? name_local : name;
}

/** The other way to write it, to stand beside; "" where there is none. */
export function nameBeside(person: Named, page: Language): string {
  const { name, name_local = '' } = person;
  return nameFor(person, page) === name ? name_local : name;
}

/** Letters of one script join when they stand together; these are two. */
const APART = String.fromCodePoint(0x200c);

/** Of the first and the last word: "RN" of Roya Noorzad. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return chosen.map((word) => ([...(word ?? '')][0] ?? '').toLocaleUpperCase()).join(APART);
}

/** The same for the same person on every screen: 1 to 6. */
export function toneOf(staffId: string): number {
  let sum = 0;
  for (const letter of staffId) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return (sum % TONES) + 1;
}
