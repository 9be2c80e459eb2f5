import { beforeAll, describe, expect, it, vi } from 'vitest';
import { HARD_RULE_ORDER } from '../../data/contracts';
import { bring, isolated, speak } from '../../i18n/index.svelte';
import { chooseLanguage, LANGUAGES } from '../../i18n/languages';
import { warningsOf } from './reasons';

const NAMES = { person: (id: string) => `name of ${id}`, room: (id: string) => `room of ${id}` };
/** As the server sends them: each rule with what it speaks of. */
const GIVEN = {
  task_id: 't',
  staff_id: 's',
  rows: 2,
  rooms: 19,
  credits: 8.5,
  square_feet: 5000,
  checkouts: 7,
};

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await bring('plan');
});

describe('a rule that a plan breaks', () => {
  it.each(LANGUAGES.map(({ code }) => code))('is said in %s', async (code) => {
    await speak(chooseLanguage(code));
    const breaches = HARD_RULE_ORDER.map((rule) => ({ rule, arguments: GIVEN }));
    const said = warningsOf({ breaches, warnings: [] }, NAMES);
    expect(new Set(said).size).toBe(HARD_RULE_ORDER.length);
    expect(said.filter((words) => words.startsWith('plan.rule'))).toEqual([]);
  });

  it('names people and rooms, and counts in the digits of the language', async () => {
    await speak(chooseLanguage('fa'));
    const credits = { rule: 'credits', arguments: { staff_id: 's', credits: 8.5 } } as const;
    expect(warningsOf({ breaches: [credits], warnings: ['s has 8.5 credits.'] }, NAMES)).toEqual([
      `${isolated('name of s')} ۸٫۵ امتیاز دارد، بیش از حد مجاز شیفت.`,
    ]);
  });

  it('was said by the server alone in plans of before', () => {
    expect(warningsOf({ warnings: ['s has 19 rooms'] }, NAMES)).toEqual(['s has 19 rooms']);
  });
});
