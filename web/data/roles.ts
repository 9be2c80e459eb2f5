// What the screens offer to whom. The server decides; this only keeps buttons away that it would refuse.
import type { StaffRole } from './contracts';

export type Ability =
  'set_guest_flag' | 'correct_cleaning' | 'move_tickets' | 'open_tickets' | 'pair_tablets' | 'see_guests';

const ABILITIES: Record<StaffRole, readonly Ability[]> = {
  housekeeper: ['set_guest_flag', 'move_tickets', 'open_tickets'],
  maintenance: ['move_tickets', 'open_tickets'],
  front_desk: ['set_guest_flag', 'move_tickets', 'open_tickets', 'pair_tablets', 'see_guests'],
  supervisor: ['set_guest_flag', 'correct_cleaning', 'move_tickets', 'open_tickets', 'pair_tablets'],
  manager: [
    'set_guest_flag',
    'correct_cleaning',
    'move_tickets',
    'open_tickets',
    'pair_tablets',
    'see_guests',
  ],
};

export function may(role: StaffRole, ability: Ability): boolean {
  return ABILITIES[role].includes(ability);
}
