// What a person chose as photos, as they can be sent. What is no picture is said at once, not after an upload.
import { isPicture, smaller } from '../../data/photos';
import { toasts } from '../../design/toasts.svelte';
import { isolated, t } from '../../i18n/index.svelte';

/** The pictures among what an input holds, at most so many, each small enough to send; the input is empty then. */
export async function picturesIn(input: HTMLInputElement, most = Infinity): Promise<readonly Blob[]> {
  const chosen = [...(input.files ?? [])];
  // The same picture may be chosen again after it was removed.
  input.value = '';
  for (const { name } of chosen.filter((file) => !isPicture(file))) {
    toasts.add({ tone: 'refused', text: t('photo.not_a_picture', { name: isolated(name) }) });
  }
  return Promise.all(chosen.filter(isPicture).slice(0, most).map(smaller));
}
