import { Unreachable } from './api';

const PATIENCE = 3;
const BREATH_MS = 1_000;
const LONGEST_BREATH_MS = 5_000;

/** Asks a server that is busy up to three times; not one that is not there, nor one that was asked too often. */
export async function patiently<T>(
  ask: () => Promise<T>,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const busy = error instanceof Unreachable && error.status !== null && !error.askedTooOften;
      if (!busy || tries === PATIENCE) throw error;
      await wait(Math.min(error.retryAfterMs ?? BREATH_MS, LONGEST_BREATH_MS));
    }
  }
}
