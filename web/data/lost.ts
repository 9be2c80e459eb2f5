// Lost and found: what is kept in the house, recording a find, who claims it, and where it goes.
import { collection, query, where } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import { provisionalId, type Command, type ReplyOf, type Shown } from './commands';
import type {
  DisposeLostItem,
  LostCategory,
  LostItem,
  LostStatus,
  MatchLostItem,
  RecordLostItem,
  Scope,
  Settings,
} from './contracts';
import { propertyPath, type Watched } from './documents';
import { keptAs } from './kept';
import { dispose_lost_item, match_lost_item, record_lost_item, unmatch_lost_item } from './routes.gen';
import { hotelNow } from '../now';

export const IN_THE_HOUSE: readonly LostStatus[] = ['recorded', 'matched'];
const DAY_MS = 24 * 60 * 60_000;

export function lostItemsHere({ db }: Cloud, scope: Scope): Watched {
  const all = collection(db, `${propertyPath(scope)}/lost_and_found`);
  return { query: query(all, where('status', 'in', IN_THE_HOUSE)), copy: keptAs(scope, 'lost_and_found') };
}

const on = (item: LostItem, fields: Partial<LostItem>): Shown => ({
  kind: 'lost_and_found',
  id: item.item_id,
  fields,
});
const of = (item: LostItem) => ({ ids: { item_id: item.item_id }, lane: item.room_id ?? item.item_id });
const about = (key: string, item: LostItem) => ({ key: `note.${key}`, values: { what: item.description } });

type Keeping = Pick<Settings, 'keep_valuables_days' | 'keep_found_days' | 'keep_perishables_days'>;

/** As the server has it where the house chose nothing. */
const UNCHOSEN: Keeping = { keep_valuables_days: 183, keep_found_days: 92, keep_perishables_days: 3 };

function daysKept(category: LostCategory, house: Keeping): number {
  if (category === 'valuable') return house.keep_valuables_days;
  return category === 'perishable' ? house.keep_perishables_days : house.keep_found_days;
}

type Found = Omit<RecordLostItem, 'photos'> & { readonly photos?: readonly (string | ReplyOf)[] };

/** Always kept, however late it is told: it says when and by whom it was found. */
export function recordLostItem(here: Here, house: Keeping | null, said: Found): Command<LostItem> {
  const foundAt = said.found_at ?? hotelNow();
  const category = said.category ?? 'other';
  const item: LostItem = {
    revision: 0,
    updated_at: null,
    item_id: provisionalId(),
    room_id: said.room_id ?? null,
    stay_id: null,
    guest_id: null,
    category,
    description: said.description,
    where: said.where ?? '',
    photos: [],
    found_by: said.found_by ?? here.me,
    found_at: foundAt,
    recorded_by: here.me,
    status: 'recorded',
    keep_until: new Date(foundAt.getTime() + daysKept(category, house ?? UNCHOSEN) * DAY_MS),
    claim: null,
    disposal: null,
  };
  return commandOf(record_lost_item, here, {
    body: { ...said, found_at: foundAt },
    lane: item.room_id ?? item.item_id,
    shows: [{ kind: 'lost_and_found', id: item.item_id, fields: { ...item }, isNew: true }],
    about: about('record_lost_item', item),
  });
}

export function matchLostItem(here: Here, item: LostItem, claim: MatchLostItem): Command<LostItem> {
  return commandOf(match_lost_item, here, {
    ...of(item),
    body: claim,
    shows: [on(item, { status: 'matched', claim: { matched_by: here.me, matched_at: hotelNow() } })],
    about: about('match_lost_item', item),
  });
}

export function unmatchLostItem(here: Here, item: LostItem): Command<LostItem> {
  return commandOf(unmatch_lost_item, here, {
    ...of(item),
    body: {},
    shows: [on(item, { status: 'recorded', claim: null })],
    about: about('unmatch_lost_item', item),
  });
}

/** Gives it back, or away once it was kept long enough. This is final. */
export function disposeLostItem(here: Here, item: LostItem, disposal: DisposeLostItem): Command<LostItem> {
  const { how, reason = '' } = disposal;
  const to = how === 'returned' ? '' : (disposal.to ?? '');
  return commandOf(dispose_lost_item, here, {
    ...of(item),
    body: disposal,
    shows: [on(item, { status: 'disposed', disposal: { how, to, reason, by: here.me, at: hotelNow() } })],
    about: { ...about('dispose_lost_item', item), words: { word: `disposing.${how}` } },
  });
}
