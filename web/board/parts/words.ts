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

/** Who can say what people and rooms are called, by their ids: the board. */
interface Names {
  name(staffId: string): string;
  roomName(roomId: string): string;
}

/** A number reads the same in every language; a name of words keeps its direction. */
const called = (room: string) => (/\p{L}/u.test(room) ? isolated(room) : room);

/** What a tap wants, for the list of waiting ones and for toasts. `house` gives people and rooms their names. */
export function noteWords({ key, values, words, people }: Note, house: Names): string {
  const said = Object.entries(words ?? {}).map(([argument, word]) => [argument, t(word as MessageKey)]);
  const named = Object.entries(people ?? {}).map(([argument, id]) => [argument, isolated(house.name(id))]);
  const room = typeof values?.room === 'string' ? { room: called(house.roomName(values.room)) } : {};
  return t(key as MessageKey, { ...values, ...room, ...Object.fromEntries([...said, ...named]) });
}
