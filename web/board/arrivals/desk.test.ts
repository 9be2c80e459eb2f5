import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../data/api';
import type { Command } from '../../data/commands';
import type { Stay } from '../../data/contracts';
import { setStayStatus } from '../../data/stays';
import { toasts } from '../../design/toasts.svelte';
import type { Board } from '../board.svelte';
import { Desk } from './desk.svelte';

const here = { tenant: 'demo', property: 'demo-hotel', me: 'stf_1' };
const stay = (stay_id: string) => ({ stay_id, room_id: '204', guest_name: 'Laila' }) as Stay;
const out = (of: Stay) => setStayStatus(here, of, 'checked_out');
const back = (of: Stay) => setStayStatus(here, of, 'checked_in');
const taken = new Refusal({ type: 'about:blank', title: '', status: 409, detail: 'Room taken', code: '' });

function deskWhere(order: (command: Command) => Promise<unknown>): Desk {
  return new Desk({ order, wordsOf: () => 'Stay: checked out' } as unknown as Board);
}

const settled = () => new Promise((done) => setTimeout(done));

describe('the desk', () => {
  beforeEach(() => toasts.clear());

  it('says with a toast why it could not undo: by then the stay may stand in no list', async () => {
    const sent: unknown[] = [];
    const desk = deskWhere(({ body }) => {
      sent.push(body);
      return sent.length === 1 ? Promise.resolve({}) : Promise.reject(taken);
    });
    const gone = stay('rsv_1');
    expect(await desk.change(gone, out(gone), back(gone))).toBe(true);
    const [offer] = toasts.shown;
    if (offer) toasts.undo(offer);
    await settled();
    expect(sent.at(-1)).toMatchObject({ status: 'checked_in' });
    expect(toasts.shown.map(({ tone, text }) => [tone, text])).toEqual([
      ['refused', '\u2068Laila\u2069 · Room taken'],
    ]);
  });

  it('holds each stay that is being changed, until that one is through', async () => {
    const ends: (() => void)[] = [];
    const desk = deskWhere(() => new Promise<unknown>((done) => ends.push(() => done({}))));
    const [one, other] = [stay('rsv_1'), stay('rsv_2')];
    void desk.change(one, out(one));
    void desk.change(other, out(other));
    ends[0]?.();
    await settled();
    expect([desk.isBusy(one), desk.isBusy(other)]).toEqual([false, true]);
  });

  it('asks what the server asks, and says yes in the word that it wants', async () => {
    const sent: unknown[] = [];
    const early = new Refusal({
      type: 'about:blank',
      title: '',
      status: 409,
      detail: 'It is 4 h before the planned time.',
      code: 'MELMASTOON.STAYS.TOO_EARLY',
      i18nKey: 'errors.stays.too_early',
    });
    const desk = deskWhere(({ body }) => {
      sent.push(body);
      return sent.length === 1 ? Promise.reject(early) : Promise.resolve({});
    });
    const leaving = stay('rsv_1');
    expect(await desk.change(leaving, out(leaving))).toBe(false);
    expect(desk.failures.size).toBe(0);
    const asked = desk.question;
    expect(asked?.stay).toBe(leaving);
    if (asked) expect(await desk.consent(asked)).toBe(true);
    expect(desk.question).toBeNull();
    expect(sent).toMatchObject([{ status: 'checked_out' }, { status: 'checked_out', even_if_early: true }]);
  });
});
