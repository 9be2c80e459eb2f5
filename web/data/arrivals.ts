// Whom a room waits for, judged as the server judges: an expectation ends with its business day, and who has not come by then
// is to be decided on. Pure.
import type { Expected, Room, Stay } from './contracts';

/** `begins`: when the business day began that it is. */
export function awaited({ upcoming }: Pick<Room, 'upcoming'>, begins: Date): readonly Expected[] {
  return upcoming.filter(({ expected_at }) => expected_at >= begins);
}

export function nextArrival(room: Pick<Room, 'upcoming'> | undefined, begins: Date): Expected | undefined {
  return room?.upcoming.find(({ expected_at }) => expected_at >= begins);
}

/** What is the same for all who share a room by intent. */
export function shareKey({ share_id, stay_id }: Pick<Stay, 'share_id' | 'stay_id'>): string {
  return share_id ?? stay_id;
}
