// What this browser remembers for the person at it: their language, and how old its copy of a house is.
// Never anything of the hotel itself.
import type { Scope } from '../data/contracts';
import { speak } from '../i18n/index.svelte';
import type { Language } from '../i18n/languages';

const LANGUAGE = 'language';
/** With a person's id. */
const WISH = 'language-wish:';
const CONFIRMED = 'confirmed:';

export function rememberedLanguage(): string | null {
  return localStorage.getItem(LANGUAGE);
}

export function rememberLanguage(code: string): void {
  localStorage.setItem(LANGUAGE, code);
}

export async function chooseToSpeak(language: Language): Promise<void> {
  rememberLanguage(language.code);
  await speak(language);
}

/** The language that a person has chosen here and the server does not know of yet. */
export function wishOf(staffId: string): string | null {
  return localStorage.getItem(WISH + staffId);
}

export function rememberWish(staffId: string, code: string | null): void {
  if (code === null) localStorage.removeItem(WISH + staffId);
  else localStorage.setItem(WISH + staffId, code);
}

const confirmedKey = ({ tenant, property }: Scope) => `${CONFIRMED}${tenant}/${property}`;

export function rememberConfirmed(scope: Scope, at: Date): void {
  localStorage.setItem(confirmedKey(scope), at.toISOString());
}

/** The copies are gone with whoever signed out. */
export function forgetConfirmed(): void {
  Object.keys(localStorage)
    .filter((key) => key.startsWith(CONFIRMED))
    .forEach((key) => localStorage.removeItem(key));
}

/** When the server last stood behind the copy on this device; null when it has none. */
export function lastConfirmed(scope: Scope): Date | null {
  const at = localStorage.getItem(confirmedKey(scope));
  return at ? new Date(at) : null;
}
