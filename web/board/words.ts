// Sentences of the board that are made of several messages.
import type { Room } from '../data/contracts';
import type { RoomNote } from '../data/rooms';
import { t, type MessageKey } from '../i18n/index.svelte';
import type { Distance } from '../i18n/time';

export function span({ key, values }: Distance): string {
  return t(key, values);
}

/** What a command wants, for the list of waiting ones and for toasts. */
export function noteWords(note: RoomNote): string {
  switch (note.kind) {
    case 'guest_flag':
      return t('note.guest_flag', { room: note.room, word: t(`flag.${note.flag}`) });
    case 'cleaning':
      return t('note.cleaning', { room: note.room, word: t(`cleaning.${note.status}`) });
    case 'ticket':
      return t('note.ticket', { room: note.room, word: t(`ticket_status.${note.status}`) });
  }
}

/** A room in one sentence, for those who hear the board. */
export function roomAloud(room: Room): string {
  const parts: MessageKey[] = [`cleaning.${room.cleaning.status}`, `occupancy.${room.occupancy}`];
  if (room.guest_flag.value !== 'none') parts.push(`flag.${room.guest_flag.value}`);
  if (room.discrepancy) parts.push(`discrepancy.${room.discrepancy.kind}`);
  const words = parts.map((key) => t(key));
  if (room.tickets.length) words.push(t('tile.tickets', { count: room.tickets.length }));
  return `${t('room.title', { number: room.number })}: ${words.join(', ')}`;
}
