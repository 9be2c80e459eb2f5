// Why a line is as it is, and what a plan breaks: the planner's codes in the words of who reads them.
import type { Suggestion, SuggestionsLine } from '../../data/contracts';
import { currentLanguage, isolated, messageOf, t } from '../../i18n/index.svelte';
import { languageName } from '../../i18n/languageNames';
import { minutes } from '../../i18n/numbers';

/** What everybody who cleans can: said of every line, it would say nothing. */
const ORDINARY = 'cleaning';

function skillWords(skill: string): string {
  const named = skill.split(', ').filter((each) => each !== ORDINARY);
  return named.map((each) => messageOf(`plan.skill.${each}`) ?? isolated(each)).join(' · ');
}

/** An outside router says it in its own words; so does one that is newer than these. */
export function reasonsOf(
  { reasons, why }: SuggestionsLine,
  wing: (name: string) => string = (name) => name,
): readonly string[] {
  if (reasons.length === 0) return why;
  return reasons.flatMap(({ code, arguments: given }, place) => {
    if (code === 'skill' && String(given.skill) === ORDINARY) return [];
    const values = {
      ...given,
      span: typeof given.minutes === 'number' ? minutes(given.minutes) : '',
      less: typeof given.less === 'number' ? minutes(given.less) : '',
      skill: skillWords(String(given.skill ?? '')),
      language: isolated(languageName(String(given.language ?? ''), currentLanguage())),
      wing: isolated(wing(String(given.wing ?? ''))),
    };
    return [messageOf(`plan.reason.${code}`, values) ?? why[place] ?? code];
  });
}

/** What names of people and rooms a plan's ids have. */
export interface Names {
  person: (staffId: string) => string;
  room: (taskId: string) => string;
}

/** The rules of the house that a plan breaks. One of an earlier release has them as the server said them. */
export function warningsOf(
  { breaches = [], warnings }: Pick<Suggestion, 'warnings'> & Partial<Pick<Suggestion, 'breaches'>>,
  { person, room }: Names,
): readonly string[] {
  if (breaches.length === 0) return warnings;
  return breaches.map(({ rule, arguments: given }) =>
    t(`plan.rule.${rule}`, {
      ...given,
      person: isolated(person(String(given.staff_id))),
      room: isolated(room(String(given.task_id))),
    }),
  );
}
