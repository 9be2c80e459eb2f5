// Sentences of the board that are made of several messages.
import type { RoomNote } from '../../data/rooms';
import { t } from '../../i18n/index.svelte';
import type { Distance } from '../../i18n/time';

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
