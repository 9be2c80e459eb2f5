// The pages of the board, who sees them and in which order. A page is a folder with a Page.svelte; the registry knows only those
// that are there.
import type { Component } from 'svelte';
import type { Role, StaffRole } from '../data/contracts';
import {
  change_settings,
  issue_linen,
  list_arrivals,
  list_dead_letters,
  list_rooms,
  plan_work,
  show_pms,
  start_task,
  start_work_order,
  turnover_statistics,
} from '../data/routes.gen';
import type { IconName } from '../design/icons';
import { bring, type Area } from '../i18n/index.svelte';
import type { Board } from './board.svelte';

/**
 * In the order of the navigation, where a role has no order of its own. A page is for those who may do what it is for; where a route says that,
 * its roles are the page's.
 */
export const KNOWN = [
  { id: 'rooms', key: 'r', icon: 'rooms', roles: list_rooms.roles },
  { id: 'mine', key: 'm', icon: 'mine', roles: start_task.roles },
  { id: 'tasks', key: 't', icon: 'tasks', roles: ['front_desk', ...start_task.roles] },
  { id: 'plan', key: 'p', icon: 'plan', roles: plan_work.roles },
  { id: 'arrivals', key: 'a', icon: 'arrival', roles: list_arrivals.roles },
  { id: 'maintenance', key: 'w', icon: 'maintenance', roles: start_work_order.roles },
  { id: 'lost', key: 'l', icon: 'lost', roles: list_rooms.roles },
  { id: 'linen', key: 'n', icon: 'linen', roles: issue_linen.roles },
  // Anybody may start and end shifts; who is where and when is the leads' to look after.
  { id: 'team', key: 's', icon: 'team', roles: plan_work.roles },
  { id: 'insights', key: 'i', icon: 'insights', roles: turnover_statistics.roles },
  { id: 'bridge', key: 'b', icon: 'bridge', roles: show_pms.roles },
  { id: 'letters', key: 'd', icon: 'letters', roles: list_dead_letters.roles },
  { id: 'settings', key: 'o', icon: 'settings', roles: change_settings.roles },
] as const satisfies readonly {
  id: string;
  /** Goes there after `g`. */
  key: string;
  icon: IconName;
  roles: readonly Role[];
}[];

export type PageId = (typeof KNOWN)[number]['id'];

/** What a role needs most often, the first of them at once. */
const FIRST: Record<StaffRole, readonly PageId[]> = {
  housekeeper: ['mine', 'rooms', 'tasks', 'lost'],
  maintenance: ['maintenance', 'rooms', 'lost'],
  front_desk: ['arrivals', 'rooms', 'tasks', 'lost'],
  supervisor: ['rooms', 'tasks', 'plan', 'team'],
  manager: ['rooms', 'tasks', 'arrivals', 'insights'],
};

type Made = { default: Component<{ board: Board }> };

export interface Page {
  readonly id: PageId;
  readonly key: string;
  readonly icon: IconName;
  readonly roles: readonly Role[];
  readonly load: () => Promise<Made>;
}

const made = import.meta.glob<Made>('./*/Page.svelte');

/** The page with its words. Those of the rooms come with the frame, which speaks of rooms too. */
function withWords(id: PageId, load: () => Promise<Made>): () => Promise<Made> {
  const area = (id === 'rooms' ? 'board' : id) as Area;
  return async () => (await Promise.all([load(), bring(area)]))[0];
}

export const PAGES: readonly Page[] = KNOWN.flatMap((page) => {
  const load = made[`./${page.id}/Page.svelte`];
  return load ? [{ ...page, load: withWords(page.id, load) }] : [];
});

export function pageOf(id: string | null): Page | undefined {
  return PAGES.find((page) => page.id === id);
}

export function maySee(role: StaffRole, page: Page): boolean {
  return page.roles.includes(role);
}

/** Every page of this role, what it needs most often first. */
export function pagesFor(role: StaffRole, pages: readonly Page[] = PAGES): readonly Page[] {
  const rank = ({ id }: Page) => {
    const place = FIRST[role].indexOf(id);
    return place < 0 ? FIRST[role].length : place;
  };
  return pages.filter((page) => maySee(role, page)).sort((one, other) => rank(one) - rank(other));
}
