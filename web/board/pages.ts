// The pages of the board, who sees them and in which order. A page is a folder with a Page.svelte; the registry knows only those
// that are there.
import type { Component } from 'svelte';
import type { StaffRole } from '../data/contracts';
import type { IconName } from '../design/icons';
import type { Board } from './board.svelte';

const EVERYBODY = ['housekeeper', 'maintenance', 'front_desk', 'supervisor', 'manager'] as const;
const LEADS = ['supervisor', 'manager'] as const;
const CLEANING = ['housekeeper', ...LEADS] as const;

/** In the order of the navigation, where a role has no order of its own. */
const KNOWN = [
  { id: 'rooms', key: 'r', icon: 'rooms', roles: EVERYBODY },
  { id: 'mine', key: 'm', icon: 'mine', roles: CLEANING },
  { id: 'tasks', key: 't', icon: 'tasks', roles: ['front_desk', ...CLEANING] },
  { id: 'plan', key: 'p', icon: 'plan', roles: LEADS },
  { id: 'arrivals', key: 'a', icon: 'arrival', roles: ['front_desk', 'manager'] },
  { id: 'maintenance', key: 'w', icon: 'maintenance', roles: ['maintenance', ...LEADS] },
  { id: 'lost', key: 'l', icon: 'lost', roles: EVERYBODY },
  { id: 'linen', key: 'n', icon: 'linen', roles: CLEANING },
  { id: 'team', key: 's', icon: 'team', roles: LEADS },
  { id: 'insights', key: 'i', icon: 'insights', roles: LEADS },
  { id: 'bridge', key: 'b', icon: 'bridge', roles: ['front_desk', ...LEADS] },
  { id: 'letters', key: 'd', icon: 'letters', roles: LEADS },
  { id: 'settings', key: 'o', icon: 'settings', roles: ['manager'] },
] as const satisfies readonly {
  id: string;
  /** Goes there after `g`. */
  key: string;
  icon: IconName;
  roles: readonly StaffRole[];
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
  readonly roles: readonly StaffRole[];
  readonly load: () => Promise<Made>;
}

const made = import.meta.glob<Made>('./*/Page.svelte');

export const PAGES: readonly Page[] = KNOWN.flatMap((page) => {
  const load = made[`./${page.id}/Page.svelte`];
  return load ? [{ ...page, load }] : [];
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
