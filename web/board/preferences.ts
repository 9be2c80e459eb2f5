// What this browser remembers for the person at it: their language, and how old its copy of a house is.
// Never anything of the hotel itself.
import type { Scope } from '../data/contracts';
import { speak } from '../i18n/index.svelte';
import type { Language } from '../i18n/languages';

const LANGUAGE = 'language';
const CONFIRMED = 'confirmed:';

export function rememberedLanguage(): string | null {
  return localStorage.getItem(LANGUAGE);
}

export async function chooseToSpeak(language: Language): Promise<void> {
  localStorage.setItem(LANGUAGE, language.code);
  await speak(language);
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
