// What is found, for the form that records it and the list that keeps it. Pure.
import type { LostCategory, Room } from '../../data/contracts';
import type { IconName } from '../../design/icons';
import { isCalled } from '../../i18n/folding';

export const CATEGORY_ICON: Record<LostCategory, IconName> = {
  valuable: 'valuable',
  perishable: 'perishable',
  other: 'belongings',
};

/** What is found most often: one touch instead of typing. */
export const OFTEN_FOUND = {
  valuable: ['phone', 'wallet', 'jewellery', 'documents', 'computer'],
  perishable: ['food', 'medicine'],
  other: ['clothes', 'charger', 'glasses', 'book', 'toy'],
} as const satisfies Record<LostCategory, readonly string[]>;

export const OFTEN_LIES = ['bed', 'bathroom', 'wardrobe', 'safe', 'table', 'floor'] as const;

/** The rooms that are called by what was typed; those near at hand first. */
export function roomsCalled(typed: string, rooms: readonly Room[], near: readonly string[]): readonly Room[] {
  const fitting = rooms.filter(({ number }) => isCalled(typed, number));
  return [
    ...fitting.filter(({ room_id }) => near.includes(room_id)),
    ...fitting.filter(({ room_id }) => !near.includes(room_id)),
  ];
}
