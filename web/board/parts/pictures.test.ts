import { beforeEach, expect, it } from 'vitest';
import { toasts } from '../../design/toasts.svelte';
import { picturesIn } from './pictures';

const input = (...files: readonly [name: string, type: string][]) =>
  ({
    files: files.map(([name, type]) => new File(['x'], name, { type })),
    value: 'x',
  }) as unknown as HTMLInputElement;

beforeEach(() => toasts.clear());

it('takes the pictures and says of the rest by name that they are none', async () => {
  const chosen = input(
    ['bath.jpg', 'image/jpeg'],
    ['bill.pdf', 'application/pdf'],
    ['song.mp3', 'audio/mpeg'],
  );
  const taken = await picturesIn(chosen);
  expect(taken.map((each) => (each as File).name)).toEqual(['bath.jpg']);
  expect(toasts.shown).toHaveLength(2);
  expect(toasts.shown[0]).toMatchObject({ tone: 'refused' });
  expect(chosen.value).toBe('');
});

it('refuses drawings that may carry a script', async () => {
  expect(await picturesIn(input(['plan.svg', 'image/svg+xml']))).toEqual([]);
});

it('takes no more than there is place for', async () => {
  expect(await picturesIn(input(['a.jpg', 'image/jpeg'], ['b.jpg', 'image/jpeg']), 1)).toHaveLength(1);
});
