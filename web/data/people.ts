// Who works in the house, as everybody on the staff may know: names and roles, no addresses. Only the API tells; a copy is
// kept, so that names stand in the basement too.
import { queryOf } from './calls';
import type { Cloud } from './cloud';
import type { Scope, StaffRole } from './contracts';
import { copyOf, keepCopy } from './device';
import { sendAs } from './session';

export interface Person {
  readonly staff_id: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly languages: readonly string[];
  readonly has_pin: boolean;
}

const LIST_PEOPLE = { path: '/api/v1/properties/{property_id}/people', scope: 'path' } as const;

const copyName = ({ tenant, property }: Scope) => `people ${tenant}/${property}`;

/** The people as this device last saw them; undefined where it never did. */
export function peopleKept(scope: Scope): Promise<readonly Person[] | undefined> {
  return copyOf<readonly Person[]>(copyName(scope));
}

/** The people as the server knows them now. Raises Refusal or Unreachable. */
export async function peopleNow(cloud: Cloud, scope: Scope): Promise<readonly Person[]> {
  const people = await sendAs<readonly Person[]>(cloud, queryOf(LIST_PEOPLE, scope, {}));
  await keepCopy(copyName(scope), people);
  return people;
}
