// The hotel itself, as its settings say: its name, its zone, its usual times.
import { doc } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Settings, Scope } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';

function readProperty(fields: Record<string, unknown>): Settings {
  const absent: Partial<Settings> = { name: '', zone: 'UTC', languages: [] };
  return { ...absent, ...fields } as Settings;
}

export function watchProperty({ db }: Cloud, scope: Scope, watcher: Watcher<Settings | null>): Stop {
  return watchDocument(doc(db, `${propertyPath(scope)}/settings/current`), readProperty, watcher);
}
