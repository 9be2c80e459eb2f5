// What the screens offer to whom. The server decides; this only keeps buttons away that it would refuse.
import type { Role } from './contracts';
import type { Route } from './routes';

export function may(role: Role, route: Pick<Route<unknown, unknown>, 'roles'>): boolean {
  return route.roles.includes(role);
}

/** Supervisors and managers. What they alone may do within a route that is everybody's, such as correcting a status, has no roles of its own. */
export function leadsShifts(role: Role): boolean {
  return role === 'supervisor' || role === 'manager';
}
