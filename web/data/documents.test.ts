import { Timestamp } from 'firebase/firestore';
import { describe, expect, it } from 'vitest';
import { afterChanges } from './documents';

const change = (
  type: 'added' | 'modified' | 'removed',
  id: string,
  fields: Record<string, unknown> = {},
) => ({
  type,
  doc: { id, data: () => ({ id, ...fields }) },
});
const two = afterChanges<Record<string, unknown>>(new Map(), [
  change('added', '204'),
  change('added', '205'),
]);

describe('a watched query', () => {
  it('is the same map when the server only stands behind it', () => {
    expect(afterChanges(two, [])).toBe(two);
  });

  it('keeps what did not change the same object', () => {
    const after = afterChanges(two, [change('modified', '204', { revision: 2 })]);
    expect(after.get('204')).toEqual({ id: '204', revision: 2 });
    expect(after.get('205')).toBe(two.get('205'));
  });

  it('forgets what is gone', () => {
    expect([...afterChanges(two, [change('removed', '204')]).keys()]).toEqual(['205']);
  });

  it('has dates where Firestore has timestamps', () => {
    const at = new Date('2026-11-20T08:00:00Z');
    const fields = { stay: { check_out_at: Timestamp.fromDate(at) } };
    expect(afterChanges(new Map(), [change('added', '204', fields)]).get('204')).toMatchObject({
      stay: { check_out_at: at },
    });
  });
});
