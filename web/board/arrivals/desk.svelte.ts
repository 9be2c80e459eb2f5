// The stays of the day as the desk works with them: listened to while the page stands, and changed with the server at once.
import { Refusal } from '../../data/api';
import type { Command } from '../../data/commands';
import type { Stay } from '../../data/contracts';
import { daysBefore, startOf } from '../../data/day';
import type { Stop, Watcher } from '../../data/documents';
import { watchArrivals, watchDepartures, type Hours } from '../../data/stays';
import { clock } from '../../design/clock.svelte';
import { toasts } from '../../design/toasts.svelte';
import { failureWords } from '../../i18n/failures';
import { isolated } from '../../i18n/index.svelte';
import type { Board } from '../board.svelte';
import { arrivalLines, departureLines, firstTasks } from './lines';

type Stays = ReadonlyMap<string, Stay>;
type Feed = 'loading' | 'there' | 'failed';

/** What the server asks before it does it, and the word that says yes. */
const CONSENTS: Readonly<Record<string, string>> = {
  'errors.stays.too_early': 'even_if_early',
  'errors.stays.room_seen_occupied': 'even_if_seen_occupied',
};

/** The server would do it, if it is meant. */
export interface Question {
  readonly stay: Stay;
  readonly words: string;
  readonly yes: Command<Stay>;
  readonly undo: Command<Stay> | undefined;
}

const about = ({ guest_name }: Stay, words: string) =>
  guest_name ? `${isolated(guest_name)} · ${words}` : words;

function consenting(command: Command<Stay>, consent: string): Command<Stay> {
  return { ...command, body: { ...(command.body as object), [consent]: true } };
}

export class Desk {
  /** How each list fares: what one has says nothing of the other. */
  coming = $state.raw<Feed>('loading');
  leaving = $state.raw<Feed>('loading');
  /** The stays that are being changed. */
  #busy = $state.raw<readonly string[]>([]);
  /** What is to be answered before the last change is made. */
  question = $state.raw<Question | null>(null);
  /** Why the last change of a stay did not work, by its id. */
  failures = $state.raw<ReadonlyMap<string, string>>(new Map());
  #arrivals = $state.raw<Stays>(new Map());
  #departures = $state.raw<Stays>(new Map());

  readonly #ends = $derived.by(() => startOf(daysBefore(this.board.businessDate, -1), this.board.house));
  readonly #known = $derived.by(() => ({
    rooms: this.board.rooms,
    tasks: firstTasks(this.board.tasks.all),
    now: clock.minute,
    begins: this.board.dayBegins,
  }));
  readonly arrivals = $derived.by(() => arrivalLines(this.#arrivals.values(), this.#known));
  readonly departures = $derived.by(() => departureLines(this.#departures.values(), this.#known));

  constructor(readonly board: Board) {}

  /** Listens to the business date that is; called anew when it turns. */
  follow(): Stop {
    const { cloud, scope } = this.board;
    const day: Hours = { begins: this.board.dayBegins, ends: this.#ends };
    const watcher = (list: 'coming' | 'leaving', show: (stays: Stays) => void): Watcher<Stays> => ({
      next: (stays, live) => {
        show(stays);
        if (live || stays.size > 0) this[list] = 'there';
      },
      ended: () => (this[list] = 'failed'),
    });
    const arrivals = watcher('coming', (stays) => (this.#arrivals = stays));
    const departures = watcher('leaving', (stays) => (this.#departures = stays));
    const stops = [
      watchArrivals(cloud, scope, day, arrivals),
      watchDepartures(cloud, scope, day, departures),
    ];
    return () => stops.forEach((stop) => stop());
  }

  isBusy({ stay_id }: Stay): boolean {
    return this.#busy.includes(stay_id);
  }

  /**
   * Asks the server, and says beside the stay why it would not; what the server asks back first stands in `question`.
   * True where it did.
   */
  async change(stay: Stay, command: Command<Stay>, undo?: Command<Stay>): Promise<boolean> {
    this.#busy = [...this.#busy, stay.stay_id];
    this.#say(stay, null);
    try {
      await this.board.order(command);
      toasts.add({
        tone: 'done',
        text: about(stay, this.board.wordsOf(command)),
        ...(undo ? { undo: () => void this.#takeBack(stay, undo) } : {}),
      });
      return true;
    } catch (error) {
      const words = failureWords(error, this.board);
      const consent = error instanceof Refusal ? CONSENTS[error.problem.i18nKey ?? ''] : undefined;
      if (consent === undefined) this.#say(stay, words);
      else this.question = { stay, words, yes: consenting(command, consent), undo };
      return false;
    } finally {
      this.#busy = this.#busy.filter((id) => id !== stay.stay_id);
    }
  }

  /** It is meant. */
  async consent({ stay, yes, undo }: Question): Promise<boolean> {
    this.question = null;
    return this.change(stay, yes, undo);
  }

  /** By now the stay may stand in no list, or another page be open: why it would not is said where it was tapped. */
  async #takeBack(stay: Stay, undo: Command<Stay>): Promise<void> {
    if (await this.change(stay, undo)) return;
    toasts.add({ tone: 'refused', text: about(stay, this.failures.get(stay.stay_id) ?? '') });
  }

  #say({ stay_id }: Stay, failure: string | null): void {
    const others = [...this.failures].filter(([id]) => id !== stay_id);
    this.failures = new Map(failure === null ? others : [...others, [stay_id, failure]]);
  }
}
