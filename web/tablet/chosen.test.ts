import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chosenLanguage, forgetChosen, keepChosen } from './chosen';

function stored(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  return kept;
}

describe('the language a guest chose', () => {
  let kept: Map<string, string>;
  beforeEach(() => {
    kept = stored();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is that of their stay, and of no other', () => {
    keepChosen('rsv_1', 'fa-AF');
    expect(chosenLanguage('rsv_1')).toBe('fa-AF');
    expect(chosenLanguage('rsv_2')).toBeNull();
    expect(chosenLanguage('')).toBeNull();
  });

  it('goes with them, and leaves nothing', () => {
    keepChosen('rsv_1', 'fa-AF');
    forgetChosen();
    expect(chosenLanguage('rsv_1')).toBeNull();
    expect(kept.size).toBe(0);
  });

  it('is not kept in an empty room', () => {
    keepChosen('', 'fa-AF');
    expect(kept.size).toBe(0);
  });

  it('lasts as long as the page where there is no storage', () => {
    vi.unstubAllGlobals();
    keepChosen('rsv_1', 'fa-AF');
    forgetChosen();
    expect(chosenLanguage('rsv_1')).toBeNull();
  });
});
