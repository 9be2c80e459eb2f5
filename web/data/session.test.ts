import { describe, expect, it } from 'vitest';
import type { StaffRole } from './contracts';
import { seesLess } from './session';

const roles = (...held: [string, StaffRole][]) => new Map(held);

describe('who takes over a screen', () => {
  it('may see what is kept on it, where they too may know guests’ names or it holds none', () => {
    expect(seesLess(roles(['kabul', 'housekeeper']), roles(['kabul', 'supervisor']))).toBe(false);
    expect(seesLess(roles(['kabul', 'supervisor']), roles(['kabul', 'housekeeper']))).toBe(false);
    expect(seesLess(roles(['kabul', 'manager']), roles(['kabul', 'front_desk']))).toBe(false);
  });

  it('may not where names stand in it, or a hotel that is not theirs', () => {
    expect(seesLess(roles(['kabul', 'front_desk']), roles(['kabul', 'supervisor']))).toBe(true);
    expect(seesLess(roles(['kabul', 'housekeeper']), roles(['herat', 'housekeeper']))).toBe(true);
  });
});
