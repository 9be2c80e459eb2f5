// The hotel itself: its name, its zone, its usual times.
import { doc } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Property, Scope } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';

function readProperty(fields: Record<string, unknown>, id: string): Property {
  const absent: Partial<Property> = { property_id: id, name: id, zone: 'UTC', languages: [] };
  return { ...absent, ...fields } as Property;
}

export function watchProperty({ db }: Cloud, scope: Scope, watcher: Watcher<Property | null>): Stop {
  return watchDocument(doc(db, propertyPath(scope)), readProperty, watcher);
}
