// The hotel itself, as its settings say: its name, its zone, its usual times.
import { doc } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Property, Scope } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';

function readProperty(fields: Record<string, unknown>): Property {
  const absent: Partial<Property> = { name: '', zone: 'UTC', languages: [] };
  return { ...absent, ...fields } as Property;
}

export function watchProperty({ db }: Cloud, scope: Scope, watcher: Watcher<Property | null>): Stop {
  return watchDocument(doc(db, `${propertyPath(scope)}/settings/current`), readProperty, watcher);
}
