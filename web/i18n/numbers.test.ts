import { beforeAll, describe, expect, it, vi } from 'vitest';
import { speak } from './index.svelte';
import { chooseLanguage } from './languages';
import { degrees, minutes, number, percent } from './numbers';

beforeAll(() => {
  vi.stubGlobal('document', { documentElement: {} });
});

const plain = (text: string) => text.replace(/\u00a0/g, ' ').replace(/[\u2066\u2069]/g, '');

describe('numbers of the person who looks', () => {
  it.each([
    ['en', '12,345.6', '46%', '21.5 °C', '35 min', '2 h 5 min', '1 h 35 min'],
    ['fa', '۱۲٬۳۴۵٫۶', '۴۶٪', '۲۱٫۵ °C', '۳۵ دقیقه', '۲ ساعت و ۵ دقیقه', '۱ ساعت و ۳۵ دقیقه'],
    ['fa-AF', '۱۲٬۳۴۵٫۶', '۴۶٪', '۲۱٫۵ °C', '۳۵ دقیقه', '۲ ساعت و ۵ دقیقه', '۱ ساعت و ۳۵ دقیقه'],
    ['ps', '۱۲٬۳۴۵٫۶', '۴۶٪', '۲۱٫۵ °C', '۳۵ دقیقې', '۲ ساعته او ۵ دقیقې', '۱ ساعت او ۳۵ دقیقې'],
    ['tg', '12 345,6', '46 %', '21,5 °C', '35 дақ', '2 соату 5 дақ', '1 соату 35 дақ'],
  ])('in %s', async (code, large, share, warm, short, long, hour) => {
    await speak(chooseLanguage(code));
    expect(plain(number(12345.6))).toBe(large);
    expect(plain(percent(0.456))).toBe(share);
    expect(plain(degrees(21.5))).toBe(warm);
    expect(minutes(35)).toBe(short);
    expect(minutes(125)).toBe(long);
    expect(minutes(95)).toBe(hour);
  });
});
