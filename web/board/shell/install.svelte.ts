// The browser's offer to install the board as an app, kept until the person asks for it.

interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

class Install {
  #offer = $state.raw<InstallOffer | null>(null);

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#offer = event as InstallOffer;
    });
    addEventListener('appinstalled', () => (this.#offer = null));
  }

  get offered(): boolean {
    return this.#offer !== null;
  }

  async accept(): Promise<void> {
    const offer = this.#offer;
    // An offer can be taken up once.
    this.#offer = null;
    await offer?.prompt();
  }
}

export const install = new Install();
