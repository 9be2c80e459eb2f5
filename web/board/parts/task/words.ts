// The words of a task, and the look of its states.
import type { Escalation, NotReady, TaskStatus } from '../../../data/contracts';
import type { IconName } from '../../../design/icons';
import { bring, currentLanguage, messageOf, type MessageKey } from '../../../i18n/index.svelte';
import { reasonWords } from '../reasons';
import { wordsIn } from './rules';

/** To be awaited before any part of a task is shown. */
export const taskWords = () => bring('task', 'reasons');

export const LOOKS: Record<TaskStatus, { icon: IconName; tone: string }> = {
  pending: { icon: 'vacant', tone: 'ink-soft' },
  assigned: { icon: 'user', tone: 'accent' },
  in_progress: { icon: 'cleaning', tone: 'cleaning' },
  paused: { icon: 'pause', tone: 'warn' },
  completed: { icon: 'clean', tone: 'ready' },
  failed: { icon: 'alert', tone: 'danger' },
  requires_maintenance: { icon: 'maintenance', tone: 'out_of_order' },
  cancelled: { icon: 'close', tone: 'ink-soft' },
};

/** Why the supervisor was called: the house says it by a word for each, a person as they like. */
export function callWords({ by, reason }: Pick<Escalation, 'by' | 'reason'>): string {
  if (by !== 'house') return reason;
  const key: MessageKey = `task.not_ready.${reason as NotReady}`;
  return messageOf(key) ?? reasonWords(reason);
}

/** What a house wrote in several languages, in that of the reader where it did. */
export function inTheirs(words: Readonly<Record<string, string>>, otherwise = ''): string {
  return wordsIn(words, currentLanguage().code, otherwise);
}
