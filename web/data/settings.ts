// What the house chose: its settings, and the checklists of each kind of work.
import { collection, doc, query, where, type Query } from 'firebase/firestore';
import { commandOf, type Here } from './calls';
import type { Cloud } from './cloud';
import type { Command } from './commands';
import type { ChangeSettings, Checklist, Scope, SetChecklist, Settings } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';
import { change_settings, set_checklist } from './routes.gen';

/** Null while the house has chosen nothing. */
export function watchSettings({ db }: Cloud, scope: Scope, watcher: Watcher<Settings | null>): Stop {
  return watchDocument(doc(db, `${propertyPath(scope)}/settings/current`), watcher);
}

/** The checklists of the house's own, the newest of each kind; where it has none, the standard ones hold. */
export function checklistsInForce({ db }: Cloud, scope: Scope): Query {
  return query(collection(db, `${propertyPath(scope)}/checklists`), where('active', '==', true));
}

export function changeSettings(here: Here, change: ChangeSettings): Command<Settings> {
  return commandOf(change_settings, here, {
    body: change,
    lane: 'settings',
    about: { key: 'note.change_settings' },
  });
}

export function setChecklist(here: Here, wanted: SetChecklist): Command<Checklist> {
  return commandOf(set_checklist, here, {
    body: wanted,
    lane: 'checklists',
    about: { key: 'note.set_checklist' },
  });
}
