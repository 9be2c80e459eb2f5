// What the house chose: its settings, and the checklists of each kind of work.
import { collection, doc, query, where } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import type { Command } from './commands';
import type { ChangeSettings, Checklist, Scope, SetChecklist, Settings } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watched, type Watcher } from './documents';
import { keptAs } from './kept';
import { change_settings, set_checklist } from './routes.gen';

/** Null while the house has chosen nothing. */
export function watchSettings({ db }: Cloud, scope: Scope, watcher: Watcher<Settings | null>): Stop {
  const current = doc(db, `${propertyPath(scope)}/settings/current`);
  return watchDocument(current, watcher, keptAs(scope, 'settings'));
}

/** The checklists of the house's own, the newest of each kind; where it has none, the standard ones hold. */
export function checklistsInForce({ db }: Cloud, scope: Scope): Watched {
  const all = collection(db, `${propertyPath(scope)}/checklists`);
  return { query: query(all, where('active', '==', true)), copy: keptAs(scope, 'checklists') };
}

/** `revision` is of the settings the change was decided on; none where the house has chosen nothing yet. */
export function changeSettings(here: Here, change: ChangeSettings, revision?: number): Command<Settings> {
  return commandOf(change_settings, here, {
    body: change,
    revision,
    lane: 'settings',
    about: { key: 'note.change_settings' },
  });
}

/** `revision` is of the house's own list that this one follows; none where it has none. */
export function setChecklist(here: Here, wanted: SetChecklist, revision?: number): Command<Checklist> {
  return commandOf(set_checklist, here, {
    body: wanted,
    revision,
    lane: 'checklists',
    about: { key: 'note.set_checklist' },
  });
}
