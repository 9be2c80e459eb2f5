// The sheets over the home page. Each is downloaded by itself: nobody needs one before the page is there.
import type { Component } from 'svelte';
import type { Tablet as TabletRoom } from '../data/contracts';
import type { Tablet } from './tablet.svelte';

export interface SheetProps {
  tablet: Tablet;
  room: TabletRoom;
  onclose: () => void;
}

/** The form in which a guest asks for something (data/filled.svelte.ts). */
export const REQUEST = 'request';

const SHEETS = {
  ask: () => import('./sheets/Ask.svelte'),
  house: () => import('./sheets/House.svelte'),
  remembered: () => import('./sheets/Remembered.svelte'),
  requests: () => import('./sheets/Requests.svelte'),
} satisfies Record<string, () => Promise<{ default: Component<SheetProps> }>>;

export type SheetName = keyof typeof SHEETS;

/** Rejects where it was not fetched before and there is no network now. */
export async function sheet(name: SheetName): Promise<Component<SheetProps>> {
  return (await SHEETS[name]()).default;
}

/** What the screen goes dark with. */
export const night = () => import('./Idle.svelte');

/** Has them all here before the network goes away. */
export function fetchSheets(): void {
  for (const fetch of [night, ...Object.values(SHEETS)]) fetch().catch(() => undefined);
}
