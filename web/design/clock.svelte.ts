// The one ticking now of a page. Relative times read it, so that they all move together.

const MINUTE = 60_000;

class Clock {
  now = $state.raw(new Date());
  #minute = $derived(Math.floor(this.now.getTime() / MINUTE));
  /** The full minute that now is in: for words in whole minutes that stand on a page hundreds of times. */
  readonly minute = $derived(new Date(this.#minute * MINUTE));

  constructor() {
    setInterval(() => (this.now = new Date()), 10_000);
  }
}

export const clock = new Clock();
