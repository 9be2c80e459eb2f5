// Light, dark, or as the device has it: chosen per device, held by the root element, where the tokens look.

export type Theme = 'auto' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const KEY = 'theme';
const system = matchMedia('(prefers-color-scheme: dark)');

class Chosen {
  #theme = $state.raw<Theme>(THEMES.find((each) => each === localStorage.getItem(KEY)) ?? 'auto');

  constructor() {
    this.#apply();
    system.addEventListener('change', () => this.#apply());
  }

  get theme(): Theme {
    return this.#theme;
  }

  choose(theme: Theme): void {
    this.#theme = theme;
    if (theme === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
    this.#apply();
  }

  #apply(): void {
    const root = document.documentElement;
    if (this.#theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = this.#theme;
    // The browser's own frame takes the colour of the ground.
    const ground = getComputedStyle(root).backgroundColor;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground);
  }
}

export const look = new Chosen();
