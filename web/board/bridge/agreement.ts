// Whether the hotel and its PMS agree, as far as anybody knows: never said of what was not compared, nor without what waits. Pure.
import type { ConnectionShown } from '../../data/contracts';

export type Agreement = {
  /** Messages of the PMS and letters that nobody has handled: what they say is in no comparison. */
  readonly waiting: number;
} & (
  | { readonly is: 'not_compared' | 'comparing' | 'differs' }
  | { readonly is: 'agreed'; readonly at: Date; readonly rooms: number; readonly stays: number }
);

type Seen = Pick<
  ConnectionShown,
  'sweep' | 'last_sweep_at' | 'notices_waiting' | 'letters_waiting' | 'open_drifts'
>;

/** `shown`: the differences in the list; those that the count knows of may be on its next page. */
export function agreementOf(pms: Seen, shown: number): Agreement {
  const { sweep } = pms;
  const waiting = pms.notices_waiting + pms.letters_waiting;
  if (shown > 0 || pms.open_drifts > 0) return { is: 'differs', waiting };
  if (sweep?.status === 'done' && sweep.finished_at !== null)
    return { is: 'agreed', at: sweep.finished_at, rooms: sweep.rooms, stays: sweep.reservations, waiting };
  return { is: sweep || pms.last_sweep_at ? 'comparing' : 'not_compared', waiting };
}
