// Digits as a language writes them, and as people type them.
import type { Language } from './languages';

const PERSIAN_ZERO = 0x06f0;

/** Latin digits of `text` as `language` writes them. */
export function inDigits(text: string, { digits }: Language): string {
  if (digits === 'latin') return text;
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(PERSIAN_ZERO + Number(digit)));
}

/** What a person typed with Persian or Arabic digits and separators, as 0-9 with a point. */
export function latin(text: string): string {
  return text
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/\u066b/g, '.')
    .replace(/\u066c/g, '');
}
