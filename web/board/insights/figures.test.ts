import { describe, expect, it } from 'vitest';
import type { LinenLine } from '../../data/contracts';
import { byDay, daysOf, lastsMinutes, loads, percentile, periodOf } from './figures';

const TODAY = '2026-11-20';

describe('the period of an address', () => {
  it.each([
    ['nothing', {}, '7', '2026-11-14', TODAY],
    ['a length', { days: '30' }, '30', '2026-10-22', TODAY],
    ['a length nobody offers', { days: '900' }, '7', '2026-11-14', TODAY],
    ['two days', { from: '2026-11-02', to: '2026-11-05' }, 'own', '2026-11-02', '2026-11-05'],
    ['two days the wrong way round', { from: '2026-11-05', to: '2026-11-02' }, '7', '2026-11-14', TODAY],
    ['the future', { from: '2026-11-05', to: '2026-12-02' }, '7', '2026-11-14', TODAY],
    ['a whole year', { from: '2025-11-20', to: TODAY }, 'own', '2026-08-21', TODAY],
  ])('is read from %s', (_, query, length, from, to) => {
    expect(periodOf(query, TODAY)).toEqual({ length, from, to });
  });

  it('has every day', () => {
    expect(daysOf({ from: '2026-10-30', to: '2026-11-02' })).toEqual([
      '2026-10-30',
      '2026-10-31',
      '2026-11-01',
      '2026-11-02',
    ]);
  });
});

describe('a percentile', () => {
  it('is the smallest that so many are at or below', () => {
    const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect([percentile(ten, 50), percentile(ten, 90), percentile(ten, 95), percentile([], 50)]).toEqual([
      5,
      9,
      10,
      null,
    ]);
  });
});

describe('turnovers by day', () => {
  const at = (clock: string) => new Date(`2026-11-19T${clock}Z`);
  const turnover = (task_id: string, changes = {}) => ({
    task_id,
    room_id: task_id,
    kind: 'turnover' as const,
    stay_id: `rsv_${task_id}`,
    business_date: '2026-11-19',
    vacated_at: at('08:00:00'),
    ready_at: at('08:40:30'),
    ...changes,
  });

  it('count departures, and how long the rooms took that became ready', () => {
    const tasks = [
      turnover('a'),
      turnover('b', { ready_at: at('09:30:00') }),
      turnover('c', { ready_at: null }),
      turnover('d', { kind: 'deep_clean' }),
      turnover('e', { vacated_at: null }),
      turnover('f', { room_id: 'c', stay_id: 'rsv_c', ready_at: at('10:00:00') }),
    ];
    expect(byDay(tasks, { from: '2026-11-19', to: TODAY })).toEqual([
      { day: '2026-11-19', turnovers: 3, ready: 3, median: 90, slowest: 120 },
      { day: TODAY, turnovers: 0, ready: 0, median: null, slowest: null },
    ]);
  });
});

describe('the load', () => {
  it('is what is left to do, by person', () => {
    const task = (assignee: string | null, estimated_minutes: number, worked_seconds = 0) => ({
      assignee,
      estimated_minutes,
      worked_seconds,
    });
    expect(
      loads([task('a', 30), task('b', 30, 600), task('b', 30), task(null, 90), task('a', 10, 6000)]),
    ).toEqual([
      { staffId: 'b', tasks: 2, minutes: 50 },
      { staffId: 'a', tasks: 2, minutes: 30 },
    ]);
  });
});

describe('linen', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const line = (changes: Partial<LinenLine>) =>
    ({ stock: 100, low_watermark: 10, recent_use: 20, used_at: now, ...changes }) as LinenLine;

  it.each([
    ['at the pace of now', {}, Math.floor((100 / 20) * (120 / Math.LN2))],
    [
      'less used a half-life ago',
      { used_at: new Date(now.getTime() - 120 * 60_000) },
      Math.floor((100 / 10) * (120 / Math.LN2)),
    ],
    ['for ever when nobody uses it', { recent_use: 0.5 }, null],
    ['for ever when nobody ever used it', { used_at: null }, null],
    ['no longer when it is empty', { stock: 0, used_at: null }, 0],
  ])('lasts %s', (_, changes, minutes) => {
    expect(lastsMinutes(line(changes), now)).toBe(minutes);
  });
});
