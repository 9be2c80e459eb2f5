// Dead letters: events that could not be handled, and handling one of them again.
import { commandOf, type Here } from './calls';
import type { Command } from './commands';
import type { DeadLetter } from './contracts';
import { replay_dead_letter } from './routes.gen';

export function replayDeadLetter(here: Here, letter: DeadLetter): Command<unknown> {
  return commandOf(replay_dead_letter, here, {
    ids: { dead_letter_id: letter.dead_letter_id },
    body: {},
    lane: letter.dead_letter_id,
    about: { key: 'note.replay_dead_letter' },
  });
}
