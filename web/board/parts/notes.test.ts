import { beforeAll, expect, it, vi } from 'vitest';
import { speak } from '../../i18n/index.svelte';
import { chooseLanguage } from '../../i18n/languages';
import { noteWords } from './words';

const house = { name: (id: string) => id, roomName: (id: string) => (id === 'VILLA-3' ? 'Villa 3' : id) };

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await speak(chooseLanguage('en'), 'arrivals');
});

it.each([
  ['VILLA-3', 'Room \u2068Villa 3\u2069: given to a guest'],
  ['204', 'Room 204: given to a guest'],
])('what a tap wants names room %s as the house does', (room, said) => {
  expect(noteWords({ key: 'note.give_room', values: { room } }, house)).toBe(said);
});
