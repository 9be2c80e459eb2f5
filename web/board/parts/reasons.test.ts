import { beforeAll, describe, expect, it, vi } from 'vitest';
import { HOUSE_REASON_ORDER, NOT_NEEDED_ORDER } from '../../data/contracts';
import { bring, isolated, speak } from '../../i18n/index.svelte';
import { chooseLanguage, LANGUAGES } from '../../i18n/languages';
import { reasonWords } from './reasons';

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await bring('reasons');
});

describe('a reason', () => {
  it.each(LANGUAGES.map(({ code }) => code))('that the house gives has its words in %s', async (code) => {
    await speak(chooseLanguage(code));
    const wordless = [...HOUSE_REASON_ORDER, ...NOT_NEEDED_ORDER].filter(
      (each) => each !== 'block cleared' && reasonWords(each) === isolated(each),
    );
    expect(wordless).toEqual([]);
  });

  it('of a block stands behind its end', async () => {
    await speak(chooseLanguage('en'));
    expect(reasonWords('block cleared: out of use in the PMS')).toBe(
      'Block taken off: Out of use in the PMS',
    );
    expect(reasonWords('block cleared: نل چکه می‌کند')).toBe(`Block taken off: ${isolated('نل چکه می‌کند')}`);
  });

  it('that a person gave stays as it is', () => {
    expect(reasonWords('constructor')).toBe(isolated('constructor'));
  });
});
