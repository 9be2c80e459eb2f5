// The columns as the page shows them, and how they lie while a card is dragged: then nothing that others do moves them.
import { SOURCES, TRIGGERS, type DndEventInfo } from 'svelte-dnd-action';
import type { Shift, Task } from '../../data/contracts';
import { assign_task } from '../../data/routes.gen';
import { clock } from '../../design/clock.svelte';
import { dayIn } from '../../i18n/time';
import type { Board } from '../board.svelte';
import { refine, route } from '../shell/router.svelte';
import { byPerson, byState, peopleOf } from './columns';
import {
  isFiltered,
  isOf,
  isPressing,
  matches,
  NOBODY,
  readFilters,
  writeFilters,
  type Filters,
} from './filters';

/** What the lists for drag and drop are made of: it wants an `id`, and makes copies of its own. */
export interface Card {
  readonly id: string;
  readonly task: Task;
}

export interface Lane {
  readonly id: string;
  readonly cards: readonly Card[];
}

export interface Drop {
  readonly task: Task;
  readonly from: string;
  readonly to: string;
  /** The ids in the column as they lie now. */
  readonly order: readonly string[];
}

interface Grip {
  readonly id: string;
  readonly from: string;
  readonly source: SOURCES;
}

function sameCards(some: readonly Card[], others: readonly Card[]): boolean {
  return some.length === others.length && some.every((card, place) => card === others[place]);
}

export class Desk {
  readonly filters: Filters = $derived(readFilters(route.query));
  readonly filtered: boolean = $derived(isFiltered(this.filters));
  readonly #shown: readonly Task[] = $derived.by(() => {
    const { filters } = this;
    return this.board.tasks.all.filter((task) => matches(task, this.numberOf(task), filters, clock.minute));
  });
  /** Apart from the tasks, which change all the time. */
  readonly #shifts: readonly Shift[] = $derived.by(() => {
    const { zone } = this.board.house;
    const today = dayIn(zone, clock.minute);
    return this.board.shifts.all.filter(
      ({ status, starts_at }) => status === 'on' || dayIn(zone, starts_at) === today,
    );
  });
  /** Whom a task can be given to: cleaners who are here today, or have tasks. */
  readonly people: readonly string[] = $derived.by(() => {
    const { board } = this;
    const cleans = (staffId: string) => {
      const role = board.people.get(staffId)?.role;
      return role == null || assign_task.roles.includes(role);
    };
    return peopleOf(this.#shifts, board.tasks.all, (id) => board.name(id)).filter(cleans);
  });
  readonly #live: readonly Lane[] = $derived.by(() => this.#lanes());
  readonly lanes: readonly Lane[] = $derived.by(() => this.#held ?? this.#live);
  readonly shownCount: number = $derived(this.#live.reduce((sum, { cards }) => sum + cards.length, 0));
  readonly floors: readonly number[] = $derived.by(() =>
    [...new Set(this.board.tasks.all.map(({ floor }) => floor))].sort((one, other) => one - other),
  );
  readonly pressingCount: number = $derived.by(
    () => this.board.tasks.all.filter((task) => isPressing(task, clock.minute)).length,
  );

  #held = $state.raw<readonly Lane[] | null>(null);
  #grip = $state.raw<Grip | null>(null);
  #cancelled = false;
  readonly #cards = new WeakMap<Task, Card>();
  #before: readonly Lane[] = [];

  constructor(
    readonly board: Board,
    private readonly dropped: (drop: Drop) => void,
    /** A card that the keyboard carried is put down, where the focus should stay with it. */
    private readonly settled: (id: string) => void,
  ) {}

  /** The list in which the card that is carried would come to lie now. */
  get target(): string | null {
    const grip = this.#grip;
    if (!grip) return null;
    return this.#held?.find(({ cards }) => cards.some(({ id }) => id === grip.id))?.id ?? null;
  }

  get dragging(): boolean {
    return this.#grip !== null;
  }

  numberOf({ room_id }: Pick<Task, 'room_id'>): string {
    return this.board.rooms.get(room_id)?.number ?? room_id;
  }

  show(change: Partial<Filters>): void {
    refine(writeFilters(change));
  }

  #lanes(): readonly Lane[] {
    const { board, filters } = this;
    const { person } = filters;
    const columns =
      filters.layout === 'state'
        ? byState(this.#shown.filter((task) => isOf(task, person)))
        : byPerson(
            this.#shown,
            this.people.filter((id) => person === null || id === person),
            (id) => board.worklists.get(id),
          ).filter(({ id }) => person !== NOBODY || id === NOBODY);
    const known = new Map(this.#before.map((lane) => [lane.id, lane]));
    this.#before = columns.map(({ id, tasks }) => {
      const cards = tasks.map((task) => this.#cardOf(task));
      const was = known.get(id);
      return was && sameCards(was.cards, cards) ? was : { id, cards };
    });
    return this.#before;
  }

  #cardOf(task: Task): Card {
    const known = this.#cards.get(task);
    if (known) return known;
    const card = { id: task.task_id, task };
    this.#cards.set(task, card);
    return card;
  }

  // Dragging: by pointer one drop ends it. By keyboard the card wanders from place to place until it is put down. ------

  consider(lane: string, cards: readonly Card[], { trigger, id, source }: DndEventInfo): void {
    if (trigger === TRIGGERS.DRAG_STARTED) this.#take({ id, from: lane, source });
    if (!this.#grip) return;
    this.#put(lane, [...cards]);
    if (trigger === TRIGGERS.DRAG_STOPPED) this.#end();
  }

  finalize(lane: string, cards: readonly Card[], { trigger, source }: DndEventInfo): void {
    if (!this.#grip) return;
    this.#put(lane, [...cards]);
    // The list it came from is told within the same moment.
    if (source === SOURCES.POINTER && trigger !== TRIGGERS.DROPPED_INTO_ANOTHER)
      queueMicrotask(() => this.#end());
  }

  /** Put down where it was, whatever it was carried to. */
  cancel(): void {
    this.#cancelled = true;
  }

  #take(grip: Grip): void {
    if (this.#grip) this.#end();
    this.#held = this.#live;
    this.#grip = grip;
    this.#cancelled = false;
    this.board.look(`tasks/${grip.id}`, 'moving');
  }

  #put(lane: string, cards: readonly Card[]): void {
    this.#held = (this.#held ?? this.#live).map((each) => (each.id === lane ? { id: lane, cards } : each));
  }

  #end(): void {
    const grip = this.#grip;
    if (!grip) return;
    const to = this.#held?.find(({ cards }) => cards.some(({ id }) => id === grip.id));
    const cancelled = this.#cancelled;
    this.#grip = null;
    this.#held = null;
    this.board.look(route.query.task ? `tasks/${route.query.task}` : null);
    const task = this.board.tasks.get(grip.id);
    if (to && task && !cancelled)
      this.dropped({ task, from: grip.from, to: to.id, order: to.cards.map(({ id }) => id) });
    if (grip.source === SOURCES.KEYBOARD) this.settled(grip.id);
  }
}
