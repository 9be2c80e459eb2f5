// Inspections: the verdicts of a time, live or from what this device has seen.
import { collection, getDocs, limit, orderBy, query, where, type Query } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Inspection, Scope } from './contracts';
import { plain, propertyPath } from './documents';

const inspectionsOf = ({ db }: Cloud, scope: Scope) => collection(db, `${propertyPath(scope)}/inspections`);

export function inspectionsSince(cloud: Cloud, scope: Scope, since: Date): Query {
  return query(inspectionsOf(cloud, scope), where('at', '>=', since));
}

const MOST_A_DAY = 2_000;

/** The inspections of this time, the latest first. Without network: those that this device has seen. */
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
  return (await getDocs(within)).docs.map((doc) => plain(doc.data()) as Inspection);
}
