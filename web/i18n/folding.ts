// How names are compared: what people take for the same folds to the same text, whatever keyboard it was typed on. The server
// folds alike (shared/domain/folding.py); tests/contract/folding.json holds the two together. Every search, filter and choice
// asks here, and a rule of the linter keeps it so. Never shown.
import { latin } from './digits';

/** Joiners, marks of direction, and apostrophes of every shape. */
const UNSEEN =
  // eslint-disable-next-line no-misleading-character-class -- each is looked for by itself
  /[\u00ad\u00b4\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff'`\u2018\u2019\u02b9-\u02bf]+/g;
/** Accents, points and vowel signs of Latin, Cyrillic, Hebrew and Arabic writing, a hamza without a seat, the stretched line. */
const MARKS =
  // eslint-disable-next-line no-misleading-character-class -- likewise
  /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0621\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\ufe00-\ufe0f]+/g;
const BETWEEN = /[^\p{L}\p{M}\p{N}]+/gu;

const LIKE: Readonly<Record<string, string>> = {
  ی: 'يىېۍےۓ',
  ک: 'كڪ',
  ه: 'ةۀۃہھەۂ',
  ا: 'ٱ',
  گ: 'ګ',
  к: 'қ',
  г: 'ғ',
  х: 'ҳ',
  ч: 'ҷ',
  i: 'ı',
  ss: 'ß',
  ae: 'æ',
  oe: 'œ',
  o: 'ø',
  l: 'ł',
  d: 'đð',
  th: 'þ',
  h: 'ħ',
  σ: 'ς',
  n: 'ŋ',
};
const ALIKE: ReadonlyMap<string, string> = new Map(
  Object.entries(LIKE).flatMap(([as, letters]) => [...letters].map((letter) => [letter, as] as const)),
);
const LETTERS = new RegExp(`[${[...ALIKE.keys()].join('')}]`, 'gu');

/** As passports spell what their machines cannot read: Müller is MUELLER there. */
const SPELT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

export function folded(text: string): string {
  const bare = latin(text.replace(UNSEEN, '').normalize('NFKD').replace(MARKS, ''));
  return bare
    .toLowerCase()
    .replace(LETTERS, (letter) => ALIKE.get(letter) ?? letter)
    .replace(BETWEEN, ' ')
    .trim();
}

/** The text as it is compared, and as a passport would spell it. */
function spellings(text: string): readonly string[] {
  const spelt = text.normalize('NFC').replace(/[äöüøå]/gi, (letter) => SPELT[letter.toLowerCase()] ?? letter);
  return spelt === text.normalize('NFC') ? [folded(text)] : [folded(text), folded(spelt)];
}

const squeezed = (text: string) => text.replaceAll(' ', '');

/**
 * Whether any of these says what was typed: each word of it somewhere, in any order, or all of it with other blanks. What
 * has no letter and no figure in it is found nowhere; nothing typed is found everywhere.
 */
export function finds(typed: string, ...texts: readonly (string | null | undefined)[]): boolean {
  if (typed.trim() === '') return true;
  const wanted = spellings(typed).filter((spelling) => spelling !== '');
  const said = texts.flatMap((text) => (text ? spellings(text) : []));
  return wanted.some((spelling) => {
    const words = spelling.split(' ');
    return said.some(
      (text) => words.every((word) => text.includes(word)) || squeezed(text).includes(squeezed(spelling)),
    );
  });
}

/** Whether a room is called by what was typed: its name, or a word in it, begins so. "20" is 201 to 209, and not 120. */
export function isCalled(typed: string, name: string): boolean {
  if (typed.trim() === '') return true;
  const wanted = folded(typed);
  const called = folded(name);
  if (wanted === '') return false;
  return ` ${called}`.includes(` ${wanted}`) || squeezed(called).startsWith(squeezed(wanted));
}

export function isSameName(one: string, other: string): boolean {
  return folded(one) === folded(other);
}
