// Dead letters: events that could not be handled; handling one of them again, discarding it, and taking that back.
import { commandOf, type Here } from './calls';
import type { Command } from './commands';
import type { DeadLetter } from './contracts';
import { discard_dead_letter, replay_dead_letter, restore_dead_letter } from './routes.gen';

export function replayDeadLetter(here: Here, letter: DeadLetter): Command<unknown> {
  return commandOf(replay_dead_letter, here, {
    ids: { dead_letter_id: letter.dead_letter_id },
    body: {},
    lane: letter.dead_letter_id,
    about: { key: 'note.replay_dead_letter' },
  });
}

export function discardDeadLetter(here: Here, letter: DeadLetter, reason: string): Command<unknown> {
  return commandOf(discard_dead_letter, here, {
    ids: { dead_letter_id: letter.dead_letter_id },
    body: { reason },
    lane: letter.dead_letter_id,
    about: { key: 'note.discard_dead_letter' },
  });
}

export function restoreDeadLetter(here: Here, letter: DeadLetter): Command<unknown> {
  return commandOf(restore_dead_letter, here, {
    ids: { dead_letter_id: letter.dead_letter_id },
    body: {},
    lane: letter.dead_letter_id,
    about: { key: 'note.restore_dead_letter' },
  });
}
