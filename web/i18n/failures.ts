// Why something did not work, in words for the person who tried: what happened, and what to do next.
import { Refusal } from '../data/api';
import type { Problem } from '../data/contracts';
import { isolated, messageOf, t } from './index.svelte';
import { timeOrDay, type Manner } from './time';
import { hotelNow } from '../now';

/** Who can say what a refusal speaks of: the board. */
export interface House {
  name(staffId: string): string;
  rooms: { get: (roomId: string) => { number: string } | undefined };
  manner: Manner;
}

type Values = Record<string, string | number>;

/**
 * The server's reason: with the names, rooms and times of its context where the catalog has words for them and all are
 * known, else without; as the server said it where the catalog does not know it.
 */
export function refusalWords({ i18nKey, detail, context = {} }: Problem, house?: House): string {
  const known = messageOf(`${i18nKey}.known`, {
    ...ofAnybody(context),
    ...(house && ofHouse(context, house)),
  });
  return known ?? messageOf(i18nKey) ?? detail;
}

export function failureWords(error: unknown, house?: House): string {
  return error instanceof Refusal ? refusalWords(error.problem, house) : t('error.unreachable');
}

function ofAnybody(context: Record<string, unknown>): Values {
  const numbers = ['stock', 'asked', 'in_use', 'lowest', 'highest'].map((name) => [name, context[name]]);
  const words = ['status', 'attempted', 'cleaning'].map((name) => [
    name,
    messageOf(`cleaning.${String(context[name])}`),
  ]);
  return given(Object.fromEntries([...numbers, ...words]));
}

function ofHouse(context: Record<string, unknown>, house: House): Values {
  const { rooms, manner } = house;
  const who = context.who ?? context.decided_by ?? context.staff_id;
  // Whom the house does not know it calls by their id, which says nothing to anybody.
  const called = typeof who === 'string' && house.name(who) !== who ? isolated(house.name(who)) : undefined;
  const elsewhere = typeof context.house === 'string' ? context.house : undefined;
  const room =
    typeof context.room_id === 'string'
      ? elsewhere
        ? context.room_id
        : rooms.get(context.room_id)?.number
      : undefined;
  const moment = (value: unknown) => {
    const at = new Date(value instanceof Date || typeof value === 'string' ? value : NaN);
    return Number.isNaN(at.getTime()) ? undefined : timeOrDay(at, hotelNow(), manner);
  };
  return given({
    who: called,
    room: room === undefined ? undefined : isolated(room),
    house: elsewhere === undefined ? undefined : isolated(elsewhere),
    check_out: moment(context.check_out_at),
    from: moment(context.from_at),
    planned: moment(context.planned_at),
    until: moment(context.keep_until ?? context.until_at),
  });
}

function given(values: Record<string, unknown>): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  ) as Values;
}
