// The house as the rooms page shows it: the rooms that the address asks for, by floor, and what there is to ask for.
import type { Room } from '../../data/contracts';
import { daysBefore, startOf } from '../../data/day';
import { clock } from '../../design/clock.svelte';
import { isolated } from '../../i18n/index.svelte';
import type { Board } from '../board.svelte';
import { refine, route } from '../shell/router.svelte';
import { count, isFiltered, matches, readFilters, writeFilters, type Filters, type Moment } from './filters';
import { byFloor, type Floor } from './order';

export class House {
  // What was derived last, from which the next derives: what did not change stays the same object, and is not redrawn.
  #lastFloors: readonly Floor[] = [];

  readonly filters = $derived(readFilters(route.query));
  readonly filtered = $derived(isFiltered(this.filters));
  /** Whether the rooms are here, from the server or from what the device keeps. */
  readonly known = $derived.by(() => this.board.feed !== 'loading');
  readonly rooms: readonly Room[] = $derived.by(() => this.board.rooms.all);
  readonly #dayEnds = $derived.by(() => startOf(daysBefore(this.board.businessDate, -1), this.board.house));
  readonly #moment: Moment = $derived.by(() => ({
    now: clock.minute,
    dayBegins: this.board.dayBegins,
    dayEnds: this.#dayEnds,
  }));
  readonly floors = $derived.by(() => {
    const shown = this.rooms.filter((room) => matches(room, this.filters, this.#moment));
    return (this.#lastFloors = byFloor(shown, this.#lastFloors));
  });
  readonly shown = $derived(this.floors.flatMap(({ rooms }) => rooms));
  readonly allFloors = $derived([...new Set(this.rooms.map((room) => room.floor))].sort((a, b) => a - b));
  readonly counts = $derived(count(this.rooms, this.#moment));
  readonly #lookers = $derived.by(() => {
    const names = new Map<string, string>();
    for (const { looking_at: card, staff_id } of this.board.presence.all) {
      const name = isolated(this.board.name(staff_id));
      names.set(card, [names.get(card), name].filter(Boolean).join(' · '));
    }
    return names;
  });

  constructor(readonly board: Board) {}

  /** Who else has the room open; empty for nobody. */
  lookersAt(roomId: string): string {
    return this.#lookers.get(`rooms/${roomId}`) ?? '';
  }

  /** Who cleans there at this moment; empty for nobody. */
  cleanerOf({ tasks, cleaning }: Room): string {
    const started = tasks.find(({ status }) => status === 'in_progress')?.assignee;
    const who = started ?? (cleaning.status === 'cleaning' ? cleaning.by : '');
    return who && this.board.name(who);
  }

  show(change: Partial<Filters>): void {
    refine(writeFilters(change));
  }
}
