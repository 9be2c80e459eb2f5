import { describe, expect, it } from 'vitest';
import { DAYS_KEPT, missingDays } from './past';

describe('the days that are still to be brought', () => {
  it('are the last thirty, the latest first, but not today', () => {
    const days = missingDays('2026-12-02', []);
    expect(days.slice(0, 3)).toEqual(['2026-12-01', '2026-11-30', '2026-11-29']);
    expect(days).toHaveLength(DAYS_KEPT);
  });

  it('leave out what is here', () => {
    expect(missingDays('2026-12-02', ['2026-12-01', '2026-11-29'])[0]).toBe('2026-11-30');
  });
});
