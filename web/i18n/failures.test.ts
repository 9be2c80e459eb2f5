import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../data/contracts';
import { refusalWords, type House } from './failures';
import { speak } from './index.svelte';
import { chooseLanguage } from './languages';

const house: House & { people: ReadonlyMap<string, string> } = {
  people: new Map([['stf_1', 'Farid']]),
  /** Of the house itself, as the board's is. */
  name(staffId: string): string {
    return this.people.get(staffId) ?? staffId;
  },
  rooms: { get: (roomId: string) => (roomId === 'rm_204' ? { number: '204' } : undefined) },
  manner: { intl: 'en-GB', zone: 'Asia/Kabul' },
};

const problem = (i18nKey: string, context: Record<string, unknown> = {}): Problem => ({
  type: '',
  title: '',
  status: 409,
  detail: 'As the server said it.',
  code: '',
  i18nKey,
  context,
});
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await speak(chooseLanguage('en'), 'board', 'errors');
});

describe('the words of a refusal', () => {
  it('name who has the task', () => {
    const words = refusalWords(problem('errors.housekeeping.task_is_anothers', { who: 'stf_1' }), house);
    expect(plain(words)).toBe('Farid has this task now. Look at your list.');
  });

  it('do without a name where nobody can say it', () => {
    const words = refusalWords(problem('errors.housekeeping.task_is_anothers', { who: 'stf_1' }));
    expect(words).toBe('Somebody else has this task. Look at your list.');
  });

  it('do without a name where the house only has an id', () => {
    const words = refusalWords(problem('errors.housekeeping.task_is_anothers', { who: 'stf_9' }), house);
    expect(words).toBe('Somebody else has this task. Look at your list.');
  });

  it('do without the room where it is not known here', () => {
    const context = { staff_id: 'stf_1', room_id: 'rm_999' };
    expect(refusalWords(problem('errors.housekeeping.at_work_elsewhere', context), house)).not.toContain(
      'Farid',
    );
  });

  it('say both states of a room that somebody else flipped', () => {
    const context = { status: 'cleaned', attempted: 'ready' };
    const words = refusalWords(problem('errors.housekeeping.status_changed_since', context));
    expect(words).toContain('“Cleaned”');
    expect(words).toContain('“Ready”');
  });

  it('say when the guest is to leave, in the zone of the hotel', () => {
    const context = { room_id: 'rm_204', check_out_at: '2001-11-20T07:30:00Z' };
    expect(refusalWords(problem('errors.housekeeping.room_not_vacated', context), house)).toContain(
      'check-out Tue 20 Nov 12:00',
    );
  });

  it('are the server’s where the catalog has none', () => {
    expect(refusalWords(problem('errors.of.tomorrow'))).toBe('As the server said it.');
  });
});
