// How a person is told apart at a glance: first letters of the name, and one of the tones of discs. Pure.

const TONES = 6;

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
