// Who is on the floor now and in the next 24 hours, and what each of them has in hand.
import { collection, query, where } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Scope, ShiftStatus } from './contracts';
import { propertyPath, type Watched } from './documents';
import { keptAs } from './kept';

const NOT_OVER: readonly ShiftStatus[] = ['on', 'planned'];

export function shiftsUntil({ db }: Cloud, scope: Scope, until: Date): Watched {
  const shifts = collection(db, `${propertyPath(scope)}/shifts`);
  return {
    query: query(shifts, where('status', 'in', NOT_OVER), where('starts_at', '<=', until)),
    copy: keptAs(scope, 'shifts'),
  };
}

export function shiftsOf({ db }: Cloud, scope: Scope, until: Date, staffId: string): Watched {
  const shifts = collection(db, `${propertyPath(scope)}/shifts`);
  return {
    query: query(
      shifts,
      where('staff_id', '==', staffId),
      where('status', 'in', NOT_OVER),
      where('starts_at', '<=', until),
    ),
    copy: keptAs(scope, 'own shifts'),
  };
}

export function worklistOf({ db }: Cloud, scope: Scope, staffId: string): Watched {
  const worklists = collection(db, `${propertyPath(scope)}/worklists`);
  return { query: query(worklists, where('staff_id', '==', staffId)), copy: keptAs(scope, 'own worklist') };
}

export function allWorklists({ db }: Cloud, scope: Scope): Watched {
  return { query: collection(db, `${propertyPath(scope)}/worklists`), copy: keptAs(scope, 'worklists') };
}
