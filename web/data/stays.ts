// Stays with the guest's name: for the roles that may see guests.
import { collection, doc, query, where, type Query } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import type { Command } from './commands';
import type { Scope, Stay, StayStatus } from './contracts';
import { propertyPath, watchDocument, watchQueries, type Stop, type Watcher } from './documents';
import { keptAs } from './kept';
import { set_check_out_time, set_reservation_room, set_reservation_status, set_sharing } from './routes.gen';

export function watchStay({ db }: Cloud, scope: Scope, stayId: string, watcher: Watcher<Stay | null>): Stop {
  // Of the stays that were looked at one by one, the last is kept: guests who have left are not to stay on devices.
  const copy = keptAs(scope, 'stay', stayId);
  return watchDocument(doc(db, `${propertyPath(scope)}/stays/${stayId}`), watcher, copy);
}

/** A stay, of which the device keeps nothing: also for whom a house lets know the guest of the room they work in. */
export function watchGuest({ db }: Cloud, scope: Scope, stayId: string, watcher: Watcher<Stay | null>): Stop {
  return watchDocument(doc(db, `${propertyPath(scope)}/stays/${stayId}`), watcher);
}

type Stays = ReadonlyMap<string, Stay>;

/** One business date: when it begins, and when the next one does. */
export interface Hours {
  readonly begins: Date;
  readonly ends: Date;
}

const staysOf = ({ db }: Cloud, scope: Scope) => collection(db, `${propertyPath(scope)}/stays`);

function within(stays: Query, statuses: readonly StayStatus[], field: keyof Stay, from: Date, until: Date) {
  return query(stays, where('status', 'in', statuses), where(field, '>=', from), where(field, '<', until));
}

const asked = ({ begins }: Hours) => begins.toISOString();

/** Who arrives on a day, arrived or not, and whoever was expected before and is still to be decided on. */
export function watchArrivals(cloud: Cloud, scope: Scope, day: Hours, watcher: Watcher<Stays>): Stop {
  const stays = staysOf(cloud, scope);
  const expected = query(stays, where('status', '==', 'confirmed'), where('arrival_at', '<', day.ends));
  const here = within(stays, ['checked_in'], 'arrival_at', day.begins, day.ends);
  return watchQueries(
    [
      { query: expected, copy: keptAs(scope, 'arrivals', asked(day)) },
      { query: here, copy: keptAs(scope, 'arrived', asked(day)) },
    ],
    watcher,
  );
}

/** Who is to leave by the end of a day and is still here, and who left on it. */
export function watchDepartures(cloud: Cloud, scope: Scope, day: Hours, watcher: Watcher<Stays>): Stop {
  const stays = staysOf(cloud, scope);
  const here = query(stays, where('status', '==', 'checked_in'), where('departure_at', '<', day.ends));
  const gone = within(stays, ['checked_out'], 'checked_out_at', day.begins, day.ends);
  return watchQueries(
    [
      { query: here, copy: keptAs(scope, 'departures', asked(day)) },
      { query: gone, copy: keptAs(scope, 'departed', asked(day)) },
    ],
    watcher,
  );
}

const of = (stay: Stay) => ({ ids: { stay_id: stay.stay_id }, lane: stay.room_id ?? stay.stay_id });

/**
 * Confirms, checks in or out, cancels, says that nobody came, or undoes one of these. `evenIfNotReady`: the guest takes the
 * room as it is.
 */
export function setStayStatus(
  here: Here,
  stay: Stay,
  status: StayStatus,
  evenIfNotReady = false,
): Command<Stay> {
  return commandOf(set_reservation_status, here, {
    ...of(stay),
    body: { status, even_if_not_ready: evenIfNotReady },
    about: { key: 'note.stay_status', words: { word: `stay_status.${status}` } },
  });
}

/** Says with whom a stay shares its room by intent; null: with nobody from now on. */
export function setSharing(here: Here, stay: Stay, sharesWith: string | null): Command<Stay> {
  return commandOf(set_sharing, here, {
    ...of(stay),
    body: { shares_with: sharesWith },
    about: { key: 'note.share' },
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
    about:
      roomId === null ? { key: 'arrivals.way.no_room' } : { key: 'note.give_room', values: { room: roomId } },
  });
}

export function setCheckOutTime(here: Here, stay: Stay, at: Date): Command<Stay> {
  return commandOf(set_check_out_time, here, {
    ...of(stay),
    body: { check_out_at: at },
    about: { key: 'note.check_out_time' },
  });
}
