// The service worker that opens the board without a network, and word of a newer version. The page never reloads by itself.
import { Workbox } from 'workbox-window';

const LOOK_AGAIN_MS = 60 * 60_000;

class Updates {
  /** A newer version is here and waits for the person to take it. */
  ready = $state.raw(false);
  #worker: Workbox | null = null;

  async start(): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    const worker = new Workbox('/board/sw.js', { scope: '/board/' });
    worker.addEventListener('waiting', () => (this.ready = true));
    // Another window took it: what this one has yet to load is no longer kept on this device.
    worker.addEventListener('controlling', ({ isUpdate }) => (this.ready ||= isUpdate === true));
    this.#worker = worker;
    try {
      await worker.register();
    } catch {
      // Refused by this browser, or no network yet: the board then needs one to open.
      return;
    }
    const look = () => void worker.update().catch(() => undefined);
    setInterval(look, LOOK_AGAIN_MS);
    addEventListener('online', look);
    await this.#keepConfiguration().catch(() => undefined);
  }

  /** Takes the newer version: the page loads again. */
  take(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    void navigator.serviceWorker.getRegistration('/board/').then((registration) => {
      if (registration?.waiting) this.#worker?.messageSkipWaiting();
      else location.reload();
    });
  }

  /** Read through the worker once, so that it has a copy from the first visit on. */
  async #keepConfiguration(): Promise<void> {
    const { serviceWorker } = navigator;
    if (!serviceWorker.controller) {
      await new Promise((taken) => serviceWorker.addEventListener('controllerchange', taken, { once: true }));
    }
    await fetch('/config.json');
  }
}

export const updates = new Updates();
