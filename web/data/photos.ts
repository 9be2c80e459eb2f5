// Photos: made small enough for a hotel's Wi-Fi, kept on the device until they are through, referred to meanwhile.
import { commandOf, type Here } from './calls';
import type { Command } from './commands';
import type { ShownPhoto } from './contracts';
import { upload_photo } from './routes.gen';

const LONGEST_SIDE = 2_000;
const QUALITY = 0.82;
const SMALL_ENOUGH = 600_000;

/** Tapped before the command that shows it, and in the same lane; there `replyOf(key, 'photo_id')` stands for its id. */
export function uploadPhoto(here: Here, lane: string, file: Blob): Command<ShownPhoto> {
  return commandOf(upload_photo, here, { body: { file }, file, lane, about: { key: 'note.upload_photo' } });
}

/** Whether a screen can show it as a photo: a drawing that may carry a script is none. */
export function isPicture({ type }: Blob): boolean {
  return type.startsWith('image/') && type !== 'image/svg+xml';
}

/** What a camera made, with no more pixels than a screen shows. What no canvas can draw stays as it is. */
export async function smaller(file: Blob): Promise<Blob> {
  if (file.size <= SMALL_ENOUGH) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return small && small.size < file.size ? small : file;
}
