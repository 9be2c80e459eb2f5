// What types of rooms and wings of the house are called in the language of the page: as the house says, else by the usual word
// for such, else by the name they have in the books.
import type { Settings } from '../../data/contracts';
import { folded } from '../../i18n/folding';
import { messageOf } from '../../i18n/index.svelte';

type House = Partial<Pick<Settings, 'room_types' | 'wings'>> | null;

const keyOf = (name: string) => folded(name).replaceAll(' ', '_');

export function typeWords(house: House, type: string, code: string): string {
  return house?.room_types?.[type]?.names?.[code] ?? messageOf(`room_type.${keyOf(type)}`) ?? type;
}

export function wingWords(house: House, wing: string, code: string): string {
  return house?.wings?.[wing]?.[code] ?? messageOf(`wing.${keyOf(wing)}`) ?? wing;
}
