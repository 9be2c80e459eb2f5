// The plan of the shift: asked for, shown whole with its reasons, accepted or left. All of it only with the server.
import { collection, query, where } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import type { Command } from './commands';
import type { Scope, Suggestion } from './contracts';
import { propertyPath, type Watched } from './documents';
import { keptAs } from './kept';
import { accept_plan, dismiss_plan, plan_work } from './routes.gen';

/** Those of this business date, made today or drafted before, and the drafts of later ones. */
export function suggestionsFrom({ db }: Cloud, scope: Scope, businessDate: string): Watched {
  const all = collection(db, `${propertyPath(scope)}/suggestions`);
  return {
    query: query(all, where('business_date', '>=', businessDate)),
    copy: keptAs(scope, 'suggestions', businessDate),
  };
}

/** `seconds`: how long the planner may think. Without a date it is today that is planned. */
export function makePlan(here: Here, seconds = 4, business_date: string | null = null): Command<Suggestion> {
  return commandOf(plan_work, here, {
    body: { seconds, business_date },
    lane: 'plans',
    about: { key: 'note.make_plan' },
  });
}

const of = (plan: Suggestion) => ({ ids: { suggestion_id: plan.suggestion_id }, lane: plan.suggestion_id });

/** Does these lines; left out, all that are open. */
export function acceptPlan(here: Here, plan: Suggestion, taskIds?: readonly string[]): Command<Suggestion> {
  return commandOf(accept_plan, here, {
    ...of(plan),
    body: { task_ids: taskIds ?? null },
    about: { key: 'note.accept_plan' },
  });
}

export function dismissPlan(here: Here, plan: Suggestion, taskIds?: readonly string[]): Command<Suggestion> {
  return commandOf(dismiss_plan, here, {
    ...of(plan),
    body: { task_ids: taskIds ?? null },
    about: { key: 'note.dismiss_plan' },
  });
}
