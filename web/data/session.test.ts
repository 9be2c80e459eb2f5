import { describe, expect, it } from 'vitest';
import type { StaffRole } from './contracts';
import { claimsIn, claimsOf, seesLess } from './session';

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

function tokenOf(claims: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  const text = btoa(String.fromCharCode(...bytes));
  return `e30.${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.signature`;
}

describe('what a token says that no network renews', () => {
  it('is read whatever letters stand in it', () => {
    const claims = { tenant: 'kabul', staff_id: 'stf_1', name: 'گلالی؟>', roles: { kabul: 'housekeeper' } };
    expect(claimsIn(tokenOf(claims))).toEqual(claims);
  });

  it('is nothing where none is kept', () => {
    expect(claimsIn('')).toEqual({});
  });

  const claims = { tenant: 'kabul', staff_id: 'stf_1', roles: { kabul: 'housekeeper' } };
  const whoseTokenFails = (code: string) => ({
    getIdTokenResult: () => Promise.reject(Object.assign(new Error(code), { code })),
    toJSON: () => ({ stsTokenManager: { accessToken: tokenOf(claims) } }),
  });

  it('still counts, where it is the network that is missing', async () => {
    expect(await claimsOf(whoseTokenFails('auth/network-request-failed'))).toEqual(claims);
  });

  it.each(['auth/user-disabled', 'auth/user-token-expired', 'auth/internal-error'])(
    'counts no more after %s',
    async (code) => {
      await expect(claimsOf(whoseTokenFails(code))).rejects.toMatchObject({ code });
    },
  );
});
