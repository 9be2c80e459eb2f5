import { describe, expect, it } from 'vitest';
import { expectedWords } from '../../i18n/time';
import { awayWords } from './words';

const now = new Date('2026-11-20T10:00:00Z');
const manner = { intl: 'en-GB', zone: 'UTC' };

describe('how far away it is', () => {
  it.each([
    ['10:35', 'time.in'],
    ['09:25', 'time.late'],
    ['10:00', 'time.now'],
  ])('%s is said by %s', (time, key) => {
    const { away, late } = expectedWords(new Date(`2026-11-20T${time}:00Z`), now, manner);
    expect(away && awayWords(away, late)).toBe(key);
  });
});
