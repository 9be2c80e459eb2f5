// The house as the rooms page shows it: the rooms that the address asks for, by floor, and what there is to ask for.
import type { Room } from '../../data/contracts';
import type { Board } from '../board.svelte';
import { refine, route } from '../shell/router.svelte';
import { count, isFiltered, matches, readFilters, writeFilters, type Filters } from './filters';
import { byFloor, type Floor } from './order';

export class House {
  // What was derived last, from which the next derives: what did not change stays the same object, and is not redrawn.
  #lastFloors: readonly Floor[] = [];

  readonly filters = $derived(readFilters(route.query));
  readonly filtered = $derived(isFiltered(this.filters));
  readonly rooms: readonly Room[] = $derived.by(() => this.board.rooms.all);
  readonly floors = $derived.by(() => {
    const shown = this.rooms.filter((room) => matches(room, this.filters));
    return (this.#lastFloors = byFloor(shown, this.#lastFloors));
  });
  readonly shown = $derived(this.floors.flatMap(({ rooms }) => rooms));
  readonly allFloors = $derived([...new Set(this.rooms.map((room) => room.floor))].sort((a, b) => a - b));
  readonly counts = $derived(count(this.rooms));

  constructor(readonly board: Board) {}

  show(change: Partial<Filters>): void {
    refine(writeFilters(change));
  }
}
