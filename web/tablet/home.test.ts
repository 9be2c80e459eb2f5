import { describe, expect, it } from 'vitest';
import { aTabletRoom } from '../data/samples';
import { greetingAt, guestIsHere, pairingCode, requestsToShow, stepsTaken } from './home';

const now = new Date('2026-11-20T09:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('a guest is on the screen', () => {
  it('while the room document says so', () => {
    expect(guestIsHere(aTabletRoom(), true, now)).toBe(true);
  });

  it('not in a vacant room, and not before anything is known', () => {
    expect(guestIsHere(aTabletRoom({ stay_id: '' }), true, now)).toBe(false);
    expect(guestIsHere(null, false, now)).toBe(false);
  });

  it('after check-out time only while the server stands behind it', () => {
    const overdue = aTabletRoom({ check_out_at: minutesAgo(45) });
    expect(guestIsHere(overdue, true, now)).toBe(true);
    expect(guestIsHere(overdue, false, now)).toBe(false);
  });
});

describe('requests on the home page', () => {
  const request = (status: 'open' | 'done' | 'cancelled', minutes: number) => ({
    status,
    updated_at: minutesAgo(minutes),
  });

  it('stay an hour after they are done', () => {
    expect(requestsToShow([request('done', 30), request('done', 90)], now)).toHaveLength(1);
  });

  it('leave when they are cancelled', () => {
    expect(requestsToShow([request('open', 600), request('cancelled', 1)], now)).toHaveLength(1);
  });

  it('fill step by step', () => {
    expect(stepsTaken('open')).toBe(1);
    expect(stepsTaken('done')).toBe(4);
  });
});

describe('the greeting', () => {
  it.each([
    [4, 'greeting.morning'],
    [12, 'greeting.afternoon'],
    [18, 'greeting.evening'],
    [2, 'greeting.evening'],
  ])('at %d is %s', (hour, expected) => {
    expect(greetingAt(hour)).toBe(expected);
  });
});

describe('a pairing code', () => {
  it.each([
    ['k7qm', 'K7QM'],
    ['k7qm2xpd', 'K7QM-2XPD'],
    ['K7QM - 2XPD extra', 'K7QM-2XPD'],
    ['K۷QM٢XPD', 'K7QM-2XPD'],
  ])('typed as %s is %s', (typed, code) => {
    expect(pairingCode(typed)).toBe(code);
  });
});
