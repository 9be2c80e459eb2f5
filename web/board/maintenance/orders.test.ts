import { describe, expect, it } from 'vitest';
import type { WorkOrder } from '../../data/contracts';
import { askedOf, grouped } from './orders';

const NINE = new Date('2026-11-20T09:00:00Z');

function anOrder(id: string, changes: Partial<WorkOrder> = {}): WorkOrder {
  return {
    revision: 1,
    updated_at: NINE,
    work_order_id: id,
    room_id: '204',
    category: 'plumbing',
    description: 'The tap drips',
    severity: 'light',
    status: 'open',
    priority: 'normal',
    source: 'manual',
    task_id: null,
    block_id: null,
    reported_by: 'stf_1',
    opened_at: NINE,
    assignee: null,
    started_at: null,
    resolved_at: null,
    resolution: '',
    verified_at: null,
    verified_by: null,
    cancelled_at: null,
    cancelled_for: '',
    photos: [],
    notes: [],
    ...changes,
  };
}

const groupsOf = (orders: readonly WorkOrder[], query = {}) =>
  grouped(orders, 'me', askedOf(query)).map(({ name, orders: found }) => [
    name,
    ...found.map(({ work_order_id }) => work_order_id),
  ]);

describe('work orders', () => {
  it('stand by state, those of the person first', () => {
    const orders = [
      anOrder('a'),
      anOrder('b', { status: 'resolved', assignee: 'me' }),
      anOrder('c', { status: 'assigned', assignee: 'other' }),
      anOrder('d', { status: 'in_progress', assignee: 'me' }),
      anOrder('e', { status: 'in_progress', assignee: 'other' }),
    ];
    expect(groupsOf(orders)).toEqual([
      ['mine', 'd'],
      ['in_progress', 'e'],
      ['open', 'a'],
      ['assigned', 'c'],
      ['resolved', 'b'],
    ]);
  });

  it('are found by what their room is called', () => {
    const named = grouped(
      [anOrder('a', { room_id: '3-GTE3Z0' })],
      'me',
      askedOf({ q: 'ويلا 3' }),
      () => 'ویلا ۳',
    );
    expect(named.flatMap(({ orders }) => orders.map(({ work_order_id }) => work_order_id))).toEqual(['a']);
  });

  it('leave when they are over', () => {
    expect(groupsOf([anOrder('a', { status: 'verified' }), anOrder('b', { status: 'cancelled' })])).toEqual(
      [],
    );
  });

  it('lie with the grave ones first, then the urgent, then the oldest', () => {
    const orders = [
      anOrder('late', { opened_at: new Date('2026-11-20T10:00:00Z') }),
      anOrder('early'),
      anOrder('urgent', { priority: 'urgent' }),
      anOrder('heavy', { severity: 'heavy', priority: 'low' }),
    ];
    expect(groupsOf(orders)).toEqual([['open', 'heavy', 'urgent', 'early', 'late']]);
  });

  it.each([
    [{ severity: 'heavy' }, ['b']],
    [{ q: '20' }, ['a']],
    [{ q: ' DRIPS ' }, ['a']],
    [{ q: '٢٠٤' }, ['a']],
    [{ q: '۳۱۱' }, ['b']],
    [{ q: '04' }, []],
    [{ severity: 'unheard of' }, ['a', 'b']],
  ])('are found by %o', (query, found) => {
    const orders = [
      anOrder('a', { priority: 'urgent' }),
      anOrder('b', {
        room_id: '311',
        severity: 'heavy',
        status: 'open',
        description: 'No light',
        priority: 'low',
      }),
    ];
    expect(
      groupsOf(orders, query)
        .flatMap(([, ...ids]) => ids)
        .sort(),
    ).toEqual(found);
  });
});
