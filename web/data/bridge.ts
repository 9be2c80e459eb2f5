// The connection to the hotel's PMS: how it is, what differs between the sides, and mending that.
import { commandOf, type Here } from './calls';
import type { Command } from './commands';
import type { ConnectPms, Connected, Drift, Sweep } from './contracts';
import { connect_pms, reconcile_pms, resolve_drift } from './routes.gen';

export function connectPms(here: Here, wanted: ConnectPms): Command<Connected> {
  return commandOf(connect_pms, here, { body: wanted, lane: 'pms', about: { key: 'note.connect_pms' } });
}

export function reconcilePms(here: Here): Command<Sweep> {
  return commandOf(reconcile_pms, here, { body: {}, lane: 'pms', about: { key: 'note.reconcile_pms' } });
}

/** Which side is right about this room. */
export function resolveDrift(here: Here, drift: Drift, keep: 'ours' | 'theirs'): Command<unknown> {
  return commandOf(resolve_drift, here, {
    ids: { room_id: drift.room_id },
    body: { keep },
    lane: drift.room_id,
    about: { key: 'note.resolve_drift', values: { room: drift.room_id } },
  });
}
