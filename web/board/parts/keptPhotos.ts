// Addresses of photos that the server keeps: each is good for some minutes, and asked for once in that time.
import type { ShownPhoto } from '../../data/contracts';
import { get_photo } from '../../data/routes.gen';
import type { Board } from '../board.svelte';
import { hotelNow } from '../../now';

/** A moment before it ends, so that the picture still comes. */
const EARLY_MS = 30_000;

const known = new Map<string, ShownPhoto>();

export async function keptPhoto(board: Board, photoId: string): Promise<ShownPhoto> {
  const before = known.get(photoId);
  if (before && before.expires_at.getTime() - EARLY_MS > hotelNow().getTime()) return before;
  const photo = await board.read(get_photo, {}, { photo_id: photoId });
  known.set(photoId, photo);
  return photo;
}
