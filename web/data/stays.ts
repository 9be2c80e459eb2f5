// Stays with the guest's name: for the roles that may see guests.
import { doc } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import type { Command } from './commands';
import type { Scope, Stay, StayStatus } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';
import { set_check_out_time, set_reservation_room, set_reservation_status } from './routes.gen';

export function watchStay({ db }: Cloud, scope: Scope, stayId: string, watcher: Watcher<Stay | null>): Stop {
  return watchDocument(doc(db, `${propertyPath(scope)}/stays/${stayId}`), watcher);
}

const of = (stay: Stay) => ({ ids: { stay_id: stay.stay_id }, lane: stay.room_id ?? stay.stay_id });

/** Confirms, checks in or out, cancels, says that nobody came, or undoes one of these. */
export function setStayStatus(here: Here, stay: Stay, status: StayStatus): Command<Stay> {
  return commandOf(set_reservation_status, here, {
    ...of(stay),
    body: { status },
    about: { key: 'note.stay_status', words: { word: `stay_status.${status}` } },
  });
}

/** Promises a room; a guest in house is moved. `evenIfNotReady`: somebody said yes to a room that is not ready. */
export function giveRoom(
  here: Here,
  stay: Stay,
  roomId: string | null,
  evenIfNotReady = false,
): Command<Stay> {
  return commandOf(set_reservation_room, here, {
    ...of(stay),
    body: { room_id: roomId, even_if_not_ready: evenIfNotReady },
    about: { key: 'note.give_room', values: { room: roomId ?? '' } },
  });
}

export function setCheckOutTime(here: Here, stay: Stay, at: Date): Command<Stay> {
  return commandOf(set_check_out_time, here, {
    ...of(stay),
    body: { check_out_at: at },
    about: { key: 'note.check_out_time' },
  });
}
