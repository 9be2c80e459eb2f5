// Who works in the house, as everybody on the staff may know: names and roles, no addresses. Only the API tells; a copy is
// kept, so that names stand in the basement too.
import { queryOf } from './calls';
import type { Cloud } from './cloud';
import type { Person, Scope } from './contracts';
import { copyOf, keepCopy } from './device';
import { list_people } from './routes.gen';
import { sendAs } from './session';

const copyName = ({ tenant, property }: Scope) => `people ${tenant}/${property}`;

/** The people as this device last saw them; undefined where it never did. */
export function peopleKept(scope: Scope): Promise<readonly Person[] | undefined> {
  return copyOf<readonly Person[]>(copyName(scope));
}

/** The people as the server knows them now. Raises Refusal or Unreachable. */
export async function peopleNow(cloud: Cloud, scope: Scope): Promise<readonly Person[]> {
  const people = await sendAs<readonly Person[]>(cloud, queryOf(list_people, scope, {}));
  await keepCopy(copyName(scope), people);
  return people;
}
