// Who works in the house, as everybody on the staff may know: names and languages. What somebody does there is told to who
// gives out the work. Only the API tells; a copy is kept, so that names stand in the basement too.
import { queryOf } from './calls';
import type { Cloud } from './cloud';
import type { Person, Role, Scope, StaffRole, TeamMember } from './contracts';
import { copyOf, keepCopy } from './device';
import { may } from './roles';
import { list_people, list_team } from './routes.gen';
import { sendAs } from './session';

const copyName = ({ tenant, property }: Scope) => `people ${tenant}/${property}`;

/** A colleague; `role` is null where this person is not told. */
export interface Colleague extends Person {
  readonly role: StaffRole | null;
}

/** The people as this device last saw them; undefined where it never did. */
export function peopleKept(scope: Scope): Promise<readonly Colleague[] | undefined> {
  return copyOf<readonly Colleague[]>(copyName(scope));
}

/** The people as the server knows them now. Raises Refusal or Unreachable. */
export async function peopleNow(cloud: Cloud, scope: Scope, role: Role): Promise<readonly Colleague[]> {
  const people: readonly Colleague[] = may(role, list_team)
    ? await sendAs<readonly TeamMember[]>(cloud, queryOf(list_team, scope, {}))
    : (await sendAs<readonly Person[]>(cloud, queryOf(list_people, scope, {}))).map((one) => ({
        ...one,
        role: null,
      }));
  await keepCopy(copyName(scope), people);
  return people;
}
