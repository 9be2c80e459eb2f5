// Where somebody finds what was refused: a room answers for all that was tapped in its lane, whatever it was about. Pure.
import type { Command } from '../../data/commands';
import type { Refused } from '../../data/outbox';

export function refusalsOfRoom(refused: readonly Refused[], roomId: string): readonly Refused[] {
  return refused.filter(({ command }) => command.lane === roomId);
}

/** Whether what the address has open beside the page says it. A task lies over its room. */
export function isSaidBeside(
  { lane, shows }: Command,
  { room, task }: Readonly<Record<string, string | undefined>>,
): boolean {
  return task ? shows.some(({ kind, id }) => kind === 'tasks' && id === task) : lane === room;
}
