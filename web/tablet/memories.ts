// What is remembered of the guest, in the language that the tablet is turned to.
import type { Memory, Tablet as TabletRoom } from '../data/contracts';
import { isolated, messageOf, t } from '../i18n/index.svelte';
import { degrees, latin, number } from '../i18n/numbers';

const FIGURE = /^\d+(\.\d+)?$/;

/** A number, or one word as staff note it; whatever else was written stays as it is. */
function valueWords({ key, value }: Memory): string {
  const figure = latin(value);
  if (!FIGURE.test(figure)) return messageOf(`remembered.value.${value.toLowerCase()}`) ?? isolated(value);
  return key === 'temperature' ? degrees(Number(figure)) : number(Number(figure), { useGrouping: false });
}

function memoryWords(memory: Memory): string {
  const values = { value: valueWords(memory) };
  return messageOf(`remembered.${memory.key}`, values) ?? t('remembered.other', values);
}

/** A document from before screens worded this has it as the server said it. */
export function memoriesOf({
  remembered,
  welcome_back,
}: Pick<TabletRoom, 'remembered' | 'welcome_back'>): readonly string[] {
  return remembered.length > 0 ? remembered.map(memoryWords) : welcome_back;
}
