import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bring, isolated, speak } from '../i18n/index.svelte';
import { chooseLanguage } from '../i18n/languages';
import { memoriesOf } from './memories';

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await bring('tablet');
});

const told = (key: string, value: string) =>
  memoriesOf({ remembered: [{ key, value }], welcome_back: [] })[0];
const plain = (text = '') => text.replace(/\u00a0/g, ' ').replace(/[\u2066\u2069]/g, '');

describe('what is remembered of a guest', () => {
  it.each([
    ['en', 'The pillow you like: firm', 'Your room at 19.5 °C, as last time', 'The floor you like: 3'],
    ['fa', 'بالشی که دوست دارید: سفت', 'دمای اتاق مثل دفعهٔ پیش: ۱۹٫۵ °C', 'طبقه‌ای که می‌پسندید: ۳'],
    ['fa-AF', 'بالشتی که خوش دارید: سخت', 'دمای اتاق مثل بار گذشته: ۱۹٫۵ °C', 'منزلی که خوش دارید: ۳'],
    ['ps', 'هغه بالښت چې خوښوئ یې: کلک', 'د خونې تودوخه د تېر ځل په څېر: ۱۹٫۵ °C', 'هغه پوړ چې خوښوئ یې: ۳'],
    [
      'tg',
      'Болиште, ки меписандед: сахт',
      'Ҳарорати ҳуҷра мисли дафъаи гузашта: 19,5 °C',
      'Ошёнае, ки меписандед: 3',
    ],
  ])('is said in %s', async (code, pillow, temperature, floor) => {
    await speak(chooseLanguage(code));
    expect(told('pillow', 'Firm')).toBe(pillow);
    expect(plain(told('temperature', '19.5'))).toBe(temperature);
    expect(told('floor', '۳')).toBe(floor);
  });

  it('and is in free words, stays in those words', async () => {
    await speak(chooseLanguage('fa'));
    expect(told('pillow', '2 feather, please')).toBe(`بالشی که دوست دارید: ${isolated('2 feather, please')}`);
    expect(told('newspaper', 'Etilaat Roz')).toBe(`به یاد داریم: ${isolated('Etilaat Roz')}`);
  });

  it('and was worded by the server before, is still shown', () => {
    expect(memoriesOf({ remembered: [], welcome_back: ['A firm pillow'] })).toEqual(['A firm pillow']);
  });
});
