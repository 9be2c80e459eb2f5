// Inspections: the verdicts of a time.
import { collection, getDocsFromServer, limit, orderBy, query, where } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Inspection, Scope } from './contracts';
import { plain, propertyPath, type Watched } from './documents';
import { keptAs } from './kept';

const inspectionsOf = ({ db }: Cloud, scope: Scope) => collection(db, `${propertyPath(scope)}/inspections`);

export function inspectionsSince(cloud: Cloud, scope: Scope, since: Date): Watched {
  return {
    query: query(inspectionsOf(cloud, scope), where('at', '>=', since)),
    copy: keptAs(scope, 'inspections', since.toISOString()),
  };
}

const MOST_A_DAY = 2_000;

/** The inspections of this time, the latest first. Rejects without network. */
export async function inspectionsBetween(
  cloud: Cloud,
  scope: Scope,
  from: Date,
  until: Date,
): Promise<Inspection[]> {
  const within = query(
    inspectionsOf(cloud, scope),
    where('at', '>=', from),
    where('at', '<', until),
    orderBy('at', 'desc'),
    limit(MOST_A_DAY),
  );
  return (await getDocsFromServer(within)).docs.map((doc) => plain(doc.data()) as Inspection);
}
