// The language that a guest chose on this tablet, for as long as they stay: it outlives a reload, and goes with them.

const KEY = 'language-of-stay';

/** The code that the guest of this stay chose; null where nobody did, or somebody else. */
export function chosenLanguage(stay: string): string | null {
  const [of, code] = read()?.split(' ') ?? [];
  return stay !== '' && of === stay ? (code ?? null) : null;
}

/** Keeps the choice. In an empty room there is nobody to keep it for. */
export function keepChosen(stay: string, code: string): void {
  if (stay === '') return;
  try {
    sessionStorage.setItem(KEY, `${stay} ${code}`);
  } catch {
    // Without storage the choice lasts until the page is loaded again.
  }
}

export function forgetChosen(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Without storage there is nothing to forget.
  }
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
