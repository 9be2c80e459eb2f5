// What a dead letter says: what it is of, and its event laid out for reading. Pure.
import type { DeadLetter } from '../../data/contracts';

export const STATUS_ORDER = ['parked', 'retrying', 'replayed', 'healed', 'discarded'] as const;

const CONTEXTS = [
  'housekeeping',
  'room',
  'stay',
  'reservation',
  'maintenance',
  'pms',
  'identity',
  'tenant',
  'guest',
  'ticket',
] as const;

/** Which part of the house an event is of, by its name: `melmastoon.housekeeping.task.completed.v1`. */
export function contextOf(subject: string): (typeof CONTEXTS)[number] | 'other' {
  const [, named = ''] = subject.split('.');
  return CONTEXTS.find((one) => named === one || named === `${one}s`) ?? 'other';
}

/** The event as it came, laid out; what is no JSON stays as it is. */
export function laidOut({ data }: Pick<DeadLetter, 'data'>): string {
  try {
    return JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
}

/** The key of the words for why it could not be handled: a refusal's, or one of those that only letters have. */
export function reasonKeys(code: string): readonly string[] {
  return [
    `letters.reason.${code.toLowerCase()}`,
    `errors.${code.replace(/^MELMASTOON\./, '').toLowerCase()}`,
  ];
}

/** What somebody may do about it: `sender` and `again` where the fault is not the house's, else `look` at what it is of. */
export function adviceOf({ reason }: Pick<DeadLetter, 'reason'>): 'look' | 'sender' | 'again' {
  if (reason.code === 'NOT_OUR_SCHEMA') return 'sender';
  return reason.code === 'INTERNAL_ERROR' || reason.code === 'GIVEN_UP_BY_PUBSUB' ? 'again' : 'look';
}

/** By what it was found healed, or that a person closed it. */
export function closedBy({
  status,
  closed_by,
}: Pick<DeadLetter, 'status' | 'closed_by'>): 'sweep' | 'day_list' | 'later' | 'person' | null {
  if (status === 'discarded') return 'person';
  if (status !== 'healed') return null;
  if (closed_by.startsWith('sweep')) return 'sweep';
  return closed_by === 'day_list' ? 'day_list' : 'later';
}
