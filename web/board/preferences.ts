// What this browser remembers for the person at it: their language. Never anything of the hotel.
import { speak } from '../i18n/index.svelte';
import type { Language } from '../i18n/languages';

const LANGUAGE = 'language';

export function rememberedLanguage(): string | null {
  return localStorage.getItem(LANGUAGE);
}

export async function chooseToSpeak(language: Language): Promise<void> {
  localStorage.setItem(LANGUAGE, language.code);
  await speak(language);
}
