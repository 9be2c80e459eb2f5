// What a manager has changed and not saved. It outlives the page, so that a look at another one loses nothing; the browser asks
// before it is closed over it.
import { Refusal } from '../../data/api';
import type { Checklist, Item, Settings, TaskKind } from '../../data/contracts';
import { read_settings } from '../../data/routes.gen';
import { changeSettings } from '../../data/settings';
import type { Board } from '../board.svelte';
import { changedFields, conflictsOf, insisting, leaving, NO_CHANGES, wanting, type Changes } from './changes';
import type { FieldName } from './fields';

/** A checklist as it is being changed; `base` is the one it was begun from, null where it is new. */
export interface EditedList {
  readonly id: string;
  readonly base: Checklist | null;
  readonly kind: TaskKind;
  readonly room_type: string;
  readonly name: string;
  readonly items: readonly Item[];
  readonly touched: boolean;
}

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

export class Draft {
  #changes = $state.raw<Changes>(NO_CHANGES);
  #list = $state.raw<EditedList | null>(null);
  /** The server's words for each field it does not take. */
  wrong = $state.raw<Readonly<Record<string, string>>>({});
  /** The defaults, of a house that has chosen nothing yet. */
  #unchosen = $state.raw<Settings | null>(null);

  constructor(readonly board: Board) {}

  // Not derived: what a page makes in its set-up goes inert with it, and this outlives the page.
  get settings(): Settings | null {
    return this.board.property ?? this.#unchosen;
  }

  get fields(): readonly FieldName[] {
    return changedFields(this.#changes);
  }

  get conflicts(): readonly FieldName[] {
    return this.settings ? conflictsOf(this.#changes, this.settings) : [];
  }

  get list(): EditedList | null {
    return this.#list;
  }

  get isDirty(): boolean {
    return this.fields.length > 0 || this.#list?.touched === true;
  }

  async askForDefaults(): Promise<void> {
    if (!this.board.property) this.#unchosen = await this.board.read(read_settings, {});
  }

  value<F extends FieldName>(field: F): Settings[F] | undefined {
    const { wanted } = this.#changes;
    return (field in wanted ? wanted[field] : this.settings?.[field]) as Settings[F] | undefined;
  }

  /** What the house has, where that is another than what is wanted here. */
  theirs(field: FieldName): unknown {
    return this.settings?.[field];
  }

  set(field: FieldName, value: unknown): void {
    if (this.settings) this.#become(wanting(this.#changes, field, value, this.settings));
    this.wrong = Object.fromEntries(Object.entries(this.wrong).filter(([name]) => name !== field));
  }

  takeTheirs(field: FieldName): void {
    this.#become(leaving(this.#changes, field));
  }

  keepMine(field: FieldName): void {
    if (this.settings) this.#become(insisting(this.#changes, field, this.settings));
  }

  forget(): void {
    this.#become(NO_CHANGES);
    this.wrong = {};
  }

  /** Raises Refusal or Unreachable; the fields that were refused are then in `wrong`. */
  async save(): Promise<void> {
    const { board } = this;
    this.wrong = {};
    try {
      const saved = await board.order(
        changeSettings(board.scope, this.#changes.wanted, this.settings?.revision || undefined),
      );
      // The listener says the same in a moment; until then nothing jumps back.
      if (saved.revision > (board.property?.revision ?? 0)) board.property = saved;
      this.#become(NO_CHANGES);
    } catch (error) {
      if (error instanceof Refusal) this.wrong = byField(error.problem.errors ?? []);
      throw error;
    }
  }

  edit(list: EditedList | null): void {
    this.#list = list;
    this.#guard();
  }

  #become(changes: Changes): void {
    this.#changes = changes;
    this.#guard();
  }

  #guard(): void {
    removeEventListener('beforeunload', ask);
    if (this.isDirty) addEventListener('beforeunload', ask);
  }
}

/** By the field that is at fault, though it may be a part of it (`room_types.suite.credits`). */
function byField(errors: readonly { field: string; message: string }[]): Record<string, string> {
  return Object.fromEntries(errors.map(({ field, message }) => [field.split('.')[0] ?? field, message]));
}

const drafts = new WeakMap<Board, Draft>();

export function draftOf(board: Board): Draft {
  const draft = drafts.get(board) ?? new Draft(board);
  drafts.set(board, draft);
  return draft;
}
