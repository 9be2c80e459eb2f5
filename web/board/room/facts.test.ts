import { describe, expect, it } from 'vitest';
import { aRoom, being } from '../../data/samples';
import { compared } from './facts';

const teller = { name: (id: string) => id, when: (at: Date) => at.toISOString() };

describe('a room then and now', () => {
  it('differs where its words do, and nowhere else', () => {
    const then = aRoom('204', { cleaning: being('dirty') });
    const now = aRoom('204', { cleaning: { ...being('ready'), by: 'zahra' }, revision: 9 });
    expect(compared(then, now, teller).filter(({ differs }) => differs)).toEqual([
      { label: 'filter.cleaning', then: 'cleaning.dirty', now: 'cleaning.ready', differs: true },
    ]);
  });

  it('leaves out what neither has', () => {
    const labels = compared(aRoom('204'), aRoom('204'), teller).map(({ label }) => label);
    expect(labels).toEqual(['filter.cleaning', 'filter.occupancy', 'filter.flag']);
  });
});
