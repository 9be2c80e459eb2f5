// The one ticking now of a page. Relative times read it, so that they all move together.
import { hotelNow, hotelSpeed, onHotelTime } from '../now';

const MINUTE = 60_000;
const TICK_MS = 10_000;
const FASTEST_TICK_MS = 500;

class Clock {
  now = $state.raw(hotelNow());
  #minute = $derived(Math.floor(this.now.getTime() / MINUTE));
  /** The full minute that now is in: for words in whole minutes that stand on a page hundreds of times. */
  readonly minute = $derived(new Date(this.#minute * MINUTE));
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.#tick();
    onHotelTime(() => this.#tick());
  }

  #tick(): void {
    clearInterval(this.#ticking);
    this.now = hotelNow();
    const every = Math.max(FASTEST_TICK_MS, TICK_MS / hotelSpeed());
    this.#ticking = setInterval(() => (this.now = hotelNow()), every);
  }
}

export const clock = new Clock();
