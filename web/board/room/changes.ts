// A room's past in words: what a line of its history changed, from what to what. Pure, but for the words.
import type {
  Block,
  Discrepancy,
  Expected,
  HistoryDifference,
  HistoryLine,
  Observation,
  Occupant,
  RoomTask,
  RoomTicket,
} from '../../data/contracts';
import { isolated, t, type MessageKey } from '../../i18n/index.svelte';
import { degrees } from '../../i18n/numbers';
import { reasonWords } from '../parts/reasons';

/** What words need of the house. */
export interface Teller {
  name: (id: string) => string;
  when: (at: Date) => string;
}

/** "Cleaning: Dirty → Cleaning"; null where there was, or is, nothing. */
export interface Change {
  label: string;
  before: string | null;
  after: string | null;
}

type Told = (before: unknown, after: unknown, teller: Teller) => readonly Change[];

const word = (prefix: string, value: unknown) =>
  typeof value === 'string' && value !== '' ? t(`${prefix}.${value}` as MessageKey) : null;

const one = (key: MessageKey, before: string | null, after: string | null): readonly Change[] =>
  before === after ? [] : [{ label: t(key), before, after }];

/** A state by its word; `null` and `none` are nothing. */
const byWord =
  (key: MessageKey, prefix: string): Told =>
  (before, after) =>
    one(key, word(prefix, before), word(prefix, after));

const asText =
  (key: MessageKey): Told =>
  (before, after) => {
    const text = (value: unknown) => (value == null || value === '' ? null : isolated(String(value)));
    return one(key, text(before), text(after));
  };

const reason: Told = (before, after) => {
  const said = (value: unknown) => (typeof value === 'string' && value !== '' ? reasonWords(value) : null);
  return one('room.history.reason', said(before), said(after));
};

const moment = (value: unknown, { when }: Teller) => (value instanceof Date ? when(value) : null);

const within =
  (field: string, told: Told): Told =>
  (before, after, teller) => {
    const inside = (value: unknown) => (value as Record<string, unknown> | null)?.[field] ?? null;
    return told(inside(before), inside(after), teller);
  };

export function taskWords({ status, assignee }: RoomTask, { name }: Teller): string {
  const state = t(`room.task.${status}` as MessageKey);
  return assignee ? `${state} · ${isolated(name(assignee))}` : state;
}

export function blockWords({ kind, reason }: Block): string {
  return `${t(`block.${kind}`)}: ${reasonWords(reason)}`;
}

export function observationWords({ occupancy, party }: Observation): string {
  const seen = t(`occupancy.${occupancy}`);
  return party === null ? seen : `${seen} · ${t('panel.people', { count: party })}`;
}

/** Lists of things with an id: what came, what went and what is another, each with its own label. */
function byId<T extends object>(
  id: keyof T,
  label: (each: T) => string,
  words: (each: T, teller: Teller) => string,
): Told {
  return (before, after, teller) => {
    const were = (before ?? []) as readonly T[];
    const are = (after ?? []) as readonly T[];
    const there = (list: readonly T[], wanted: T) => list.find((each) => each[id] === wanted[id]);
    const gone = were.filter((each) => !there(are, each));
    const changed = are.map((is) => ({ is, was: there(were, is) }));
    return [
      ...gone.map((each) => ({ label: label(each), before: words(each, teller), after: null })),
      ...changed.map(({ is, was }) => ({
        label: label(is),
        before: was ? words(was, teller) : null,
        after: words(is, teller),
      })),
    ].filter((change) => change.before !== change.after);
  };
}

const stay: Told = (before, after, teller) => {
  const guest = (value: unknown) => {
    const { party, check_out_at } = (value ?? {}) as Partial<Occupant>;
    if (party === undefined || check_out_at === undefined) return null;
    const leaves = t('room.history.until', { time: teller.when(check_out_at) });
    return `${t('panel.people', { count: party })}, ${leaves}`;
  };
  return one('panel.guest', guest(before), guest(after));
};

const upcoming: Told = (before, after, teller) => {
  const first = (value: unknown) => moment((value as readonly Expected[] | null)?.[0]?.expected_at, teller);
  return one('panel.next_arrival', first(before), first(after));
};

const observation: Told = (before, after) => {
  const seen = (value: unknown) => (value ? observationWords(value as Observation) : null);
  return one('room.seen', seen(before), seen(after));
};

const kindOf = (discrepancy: unknown) =>
  word('discrepancy', (discrepancy as Discrepancy | null)?.kind ?? null);

/** Each field of the row that says something to a person; what is not here changes silently along with these. */
const FIELDS: Record<string, Told> = {
  'cleaning.status': byWord('filter.cleaning', 'cleaning'),
  cleaning: within('status', byWord('filter.cleaning', 'cleaning')),
  'cleaning.reason': reason,
  occupancy: byWord('filter.occupancy', 'occupancy'),
  stay,
  'stay.check_out_at': (before, after, teller) =>
    one('panel.check_out', moment(before, teller), moment(after, teller)),
  'stay.party': (before, after) =>
    one(
      'panel.party',
      t('panel.people', { count: Number(before) }),
      t('panel.people', { count: Number(after) }),
    ),
  'stay.vip': (before, after) => one('tile.vip', before ? t('tile.vip') : null, after ? t('tile.vip') : null),
  'guest_flag.value': byWord('filter.flag', 'flag'),
  guest_flag: within('value', byWord('filter.flag', 'flag')),
  upcoming,
  blocks: byId<Block>('block_id', () => t('room.blocks'), blockWords),
  tickets: byId<RoomTicket>(
    'ticket_id',
    ({ kind }) => t(`ticket_kind.${kind}`),
    ({ status }) => t(`ticket_status.${status}`),
  ),
  tasks: byId<RoomTask>('task_id', ({ kind }) => t(`task_kind.${kind}`), taskWords),
  temperature_preset: (before, after) => {
    const warmth = (value: unknown) => (typeof value === 'number' ? degrees(value) : null);
    return one('panel.temperature', warmth(before), warmth(after));
  },
  observation,
  'observation.occupancy': byWord('room.seen', 'occupancy'),
  'observation.party': (before, after) => {
    const heads = (value: unknown) =>
      typeof value === 'number' ? t('panel.people', { count: value }) : null;
    return one('room.head_count', heads(before), heads(after));
  },
  discrepancy: (before, after) => one('room.discrepancy', kindOf(before), kindOf(after)),
  'discrepancy.kind': byWord('room.discrepancy', 'discrepancy'),
  number: asText('room.number'),
  room_type: asText('room.type'),
  wing: asText('room.wing'),
  floor: asText('filter.floor'),
};

export function changesOf(changes: readonly HistoryDifference[], teller: Teller): readonly Change[] {
  return changes.flatMap(({ field, before, after }) => FIELDS[field]?.(before, after, teller) ?? []);
}

/** The event that a handler acted upon: `note_ready_when_room_status_changed` → `room_status_changed`. */
export function eventOf({ kind, name }: Pick<HistoryLine, 'kind' | 'name'>): string | null {
  return kind === 'event' ? (/_when_(\w+)$/.exec(name)?.[1] ?? null) : null;
}
