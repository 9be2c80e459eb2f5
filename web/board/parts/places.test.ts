import { beforeAll, describe, expect, it } from 'vitest';
import { bring, speak } from '../../i18n/index.svelte';
import { chooseLanguage } from '../../i18n/languages';
import type { RoomTypeChoices } from '../../data/contracts';
import { typeWords, wingWords } from './places';

const usual: RoomTypeChoices = {
  turnover_minutes: null,
  stayover_minutes: null,
  area_sqft: null,
  credits: null,
  names: {},
};
const house = {
  room_types: { Twin: usual, Shahi: { ...usual, names: { 'fa-AF': 'شاهی', en: 'Royal' } } },
  wings: { west: { 'fa-AF': 'بال کوه' } },
};

describe('a type of room or a wing', () => {
  beforeAll(async () => {
    Object.assign(globalThis, { document: { documentElement: {} } });
    await speak(chooseLanguage('fa-AF'));
    await bring('board');
  });

  it('is called as the house calls it', () => {
    expect(typeWords(house, 'Shahi', 'fa-AF')).toBe('شاهی');
    expect(wingWords(house, 'west', 'fa-AF')).toBe('بال کوه');
  });

  it.each([
    ['Twin', 'دو بستره'],
    ['junior suite', 'سویت کوچک'],
    ['Junior-Suite', 'سویت کوچک'],
    ['DOUBLE', 'دو‌نفره'],
  ])('has the usual word, where the house has none: %s', (type, word) => {
    expect(typeWords(house, type, 'fa-AF')).toBe(word);
    expect(typeWords(null, type, 'fa-AF')).toBe(word);
  });

  it('that nobody has a word for keeps the name it has in the books', () => {
    expect(typeWords(house, 'Shahi', 'ps')).toBe('Shahi');
    expect(typeWords(house, 'Yurt', 'fa-AF')).toBe('Yurt');
    expect(wingWords(null, 'Panjshir', 'fa-AF')).toBe('Panjshir');
  });
});
