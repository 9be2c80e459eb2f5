// Why something did not work, in words for the person who tried.
import { Refusal } from '../data/api';
import type { Problem } from '../data/contracts';
import { messageOf, t } from './index.svelte';

/** The server's reason: in the person's language where the catalog knows it, else as the server said it. */
export function refusalWords({ i18nKey, detail }: Problem): string {
  return messageOf(i18nKey) ?? detail;
}

export function failureWords(error: unknown): string {
  return error instanceof Refusal ? refusalWords(error.problem) : t('error.unreachable');
}
