import { describe, expect, it } from 'vitest';
import type { TabletTask, TabletTicket } from '../data/contracts';
import { provisionalId } from '../data/commands';
import { aTabletRoom } from '../data/samples';
import {
  cleanTimes,
  followed,
  greetingAt,
  guestIsHere,
  nightsLeft,
  pairingCode,
  presetsWithin,
  said,
} from './home';

const now = new Date('2026-11-20T09:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const KABUL = 'Asia/Kabul';

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

describe('the nights left', () => {
  it.each([
    ['2026-11-20T07:30:00Z', 0],
    ['2026-11-21T07:30:00Z', 1],
    ['2026-11-23T07:30:00Z', 3],
    // Past midnight in Kabul, the evening before in UTC.
    ['2026-11-20T20:00:00Z', 1],
    ['2026-11-19T07:30:00Z', null],
  ])('until %s are %s', (checkOut, nights) => {
    expect(nightsLeft(new Date(checkOut), now, KABUL)).toBe(nights);
  });
});

function ticket(changes: Partial<TabletTicket> = {}): TabletTicket {
  return {
    ticket_id: 'tkt_1',
    kind: 'towels',
    text: '',
    status: 'open',
    opened_at: minutesAgo(600),
    updated_at: minutesAgo(1),
    ...changes,
  };
}

function clean(changes: Partial<TabletTask> = {}): TabletTask {
  return { task_id: 'hkt_1', kind: 'mid_stay_clean', status: 'pending', scheduled_for: null, ...changes };
}

const ids = (tickets: TabletTicket[], tasks: TabletTask[] = []) =>
  followed({ tickets, tasks }, now).map(({ id }) => id);
const one = (tickets: TabletTicket[], tasks: TabletTask[] = []) => followed({ tickets, tasks }, now)[0];

describe('what a guest follows', () => {
  it('stays an hour after it is done, behind what is to come', () => {
    const done = ticket({ ticket_id: 'done', status: 'done', updated_at: minutesAgo(30) });
    const longDone = ticket({ ticket_id: 'long', status: 'done', updated_at: minutesAgo(90) });
    expect(ids([done, longDone, ticket()], [clean()])).toEqual(['tkt_1', 'hkt_1', 'done']);
  });

  it('leaves when it is cancelled', () => {
    expect(ids([ticket({ status: 'cancelled' })])).toEqual([]);
  });

  it('is a cleaning once, as the work that came of the request', () => {
    expect(ids([ticket({ kind: 'cleaning' })])).toEqual(['tkt_1']);
    expect(ids([ticket({ kind: 'cleaning' })], [clean()])).toEqual(['hkt_1']);
  });

  it.each(['open', 'accepted', 'in_progress', 'done'] as const)('fills step by step: %s', (status) => {
    const shown = one([ticket({ status })]);
    expect(shown?.steps[shown.taken - 1]).toBe(`step.${status}`);
  });

  it.each([
    ['pending', 'clean.pending'],
    ['assigned', 'clean.assigned'],
    ['in_progress', 'clean.in_progress'],
    ['paused', 'clean.in_progress'],
  ] as const)('fills step by step in a cleaning: %s', (status, step) => {
    const shown = one([], [clean({ status })]);
    expect(shown?.steps[shown.taken - 1]).toBe(step);
  });

  it('has taken no step before the house has it', () => {
    expect(one([ticket({ ticket_id: provisionalId() })])).toMatchObject({ taken: 0, mayBeTakenBack: false });
    expect(one([], [clean({ task_id: provisionalId() })])).toMatchObject({ taken: 0 });
  });

  it('may be taken back until somebody is on the way', () => {
    const may = (status: TabletTicket['status']) => one([ticket({ status })])?.mayBeTakenBack;
    expect([may('open'), may('accepted'), may('in_progress'), may('done')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the times for a cleaning', () => {
  const wall = (at: Date) =>
    at.toLocaleTimeString('en-GB', { timeZone: KABUL, hour: '2-digit', minute: '2-digit' });
  const on = (day: string, checkOut: Date | null, at = now) =>
    cleanTimes(at, KABUL, checkOut)
      .filter((time) => time.day === day)
      .map((time) => wall(time.at));

  it('are full hours where the hotel is, from half an hour ahead to six, today and tomorrow', () => {
    // 13:30 in Kabul.
    expect(on('2026-11-20', null)).toEqual(['14:00', '15:00', '16:00', '17:00', '18:00']);
    expect(on('2026-11-21', null)).toHaveLength(11);
    expect(on('2026-11-22', null)).toEqual([]);
  });

  it('are those of tomorrow when the day is over', () => {
    const night = new Date('2026-11-20T17:47:00Z');
    expect(on('2026-11-20', null, night)).toEqual([]);
    expect(on('2026-11-21', null, night)[0]).toBe('08:00');
  });

  it('end an hour before the guest leaves', () => {
    expect(on('2026-11-21', new Date('2026-11-21T07:30:00Z'))).toEqual(['08:00', '09:00', '10:00', '11:00']);
  });
});

describe('the presets', () => {
  it('are those that the hotel allows', () => {
    expect(presetsWithin(16, 30)).toEqual(['cool', 'comfortable', 'warm']);
    expect(presetsWithin(21, 24)).toEqual(['comfortable', 'warm']);
  });
});

describe('what the house says', () => {
  const words = { en: 'Breakfast from six', ps: 'ناشته له شپږو' };

  it('is said in the language of the page, or that of the stay, or English', () => {
    expect(said(words, 'ps', 'en')).toBe(words.ps);
    expect(said(words, 'tg', 'ps')).toBe(words.ps);
    expect(said(words, 'tg', null)).toBe(words.en);
  });

  it('is nothing where it has written nothing', () => {
    expect(said({}, 'ps', null)).toBeNull();
    expect(said({ fa: 'صبحانه' }, 'ps', null)).toBeNull();
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
