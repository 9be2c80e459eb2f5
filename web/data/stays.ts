// Stays with the guest's name: for the roles that may see guests.
import { doc } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Scope, Stay } from './contracts';
import { propertyPath, watchDocument, type Stop, type Watcher } from './documents';

export function watchStay({ db }: Cloud, scope: Scope, stayId: string, watcher: Watcher<Stay | null>): Stop {
  const read = (fields: Record<string, unknown>, id: string) => ({ stay_id: id, ...fields }) as Stay;
  return watchDocument(doc(db, `${propertyPath(scope)}/stays/${stayId}`), read, watcher);
}
