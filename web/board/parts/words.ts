// Sentences of the board that are made of several messages.
import type { Note } from '../../data/commands';
import { isolated, t, type MessageKey } from '../../i18n/index.svelte';
import type { Distance } from '../../i18n/time';

export function span({ key, values }: Distance): string {
  return t(key, values);
}

/** "in 35 min", "35 min late"; what is now is neither. */
export function awayWords(away: Distance, late: boolean): string {
  return away.key === 'time.now' ? span(away) : t(late ? 'time.late' : 'time.in', { span: span(away) });
}

/** What a tap wants, for the list of waiting ones and for toasts. `name` gives people theirs. */
export function noteWords({ key, values, words, people }: Note, name: (id: string) => string): string {
  const said = Object.entries(words ?? {}).map(([argument, word]) => [argument, t(word as MessageKey)]);
  const named = Object.entries(people ?? {}).map(([argument, id]) => [argument, isolated(name(id))]);
  return t(key as MessageKey, { ...values, ...Object.fromEntries([...said, ...named]) });
}
