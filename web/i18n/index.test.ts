import { beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage } from './languages';

const page = { documentElement: { lang: '', dir: '' } };

// Each test begins with a page that has asked for nothing.
async function words() {
  vi.resetModules();
  return import('./index.svelte');
}

beforeEach(() => {
  vi.stubGlobal('document', page);
});

describe('the words of a page', () => {
  it('are those of its areas, in its language and direction', async () => {
    const { speak, t } = await words();
    await speak(chooseLanguage('fa-AF'), 'board');
    expect(t('cleaning.ready')).toBe('آماده');
    expect(page.documentElement).toEqual({ lang: 'fa-AF', dir: 'rtl' });
  });

  it('show their key where the area was not asked for', async () => {
    const { speak, t } = await words();
    await speak(chooseLanguage('en'), 'board');
    expect(t('ask.title')).toBe('ask.title');
  });

  it('come to a page that asks for more, and turn with it', async () => {
    const { bring, speak, t } = await words();
    await speak(chooseLanguage('tg'));
    await bring('tablet');
    expect(t('ask.send')).toBe('Фиристодан');
    await speak(chooseLanguage('ps'));
    expect(t('ask.send')).toBe('لېږل');
  });

  it('are of the language asked for last', async () => {
    const { currentLanguage, speak, t } = await words();
    await Promise.all([speak(chooseLanguage('fa')), speak(chooseLanguage('tg'))]);
    expect(currentLanguage().code).toBe('tg');
    expect(t('date.today')).toBe('Имрӯз');
  });

  it('are all of one language when it turns while an area comes', async () => {
    const { bring, speak, t } = await words();
    await speak(chooseLanguage('en'));
    await Promise.all([bring('tablet'), speak(chooseLanguage('fa'))]);
    expect([t('ask.send'), t('date.today')]).toEqual(['فرستادن', 'امروز']);
  });

  it('count as the language does', async () => {
    const { speak, t } = await words();
    await speak(chooseLanguage('ps'), 'board');
    expect(t('floor.rooms', { count: 1 })).toBe('۱ خونه');
    expect(t('floor.rooms', { count: 12 })).toBe('۱۲ خونې');
  });
});
