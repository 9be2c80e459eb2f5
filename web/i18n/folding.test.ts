import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { finds, folded, isCalled, isSameName } from './folding';

/** The server's tests read the same table. */
const table = JSON.parse(readFileSync('../tests/contract/folding.json', 'utf8')) as {
  folded: Record<string, string>;
  finds: [string, string][];
  misses: [string, string][];
};

describe('a name as it is compared', () => {
  it.each(Object.entries(table.folded))('%j is %j', (written, compared) => {
    expect(folded(written)).toBe(compared);
  });

  it('folds to itself', () => {
    for (const compared of Object.values(table.folded)) expect(folded(compared)).toBe(compared);
  });
});

describe('what was typed', () => {
  it.each(table.finds)('%j finds %j', (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it.each(table.misses)('%j does not find %j', (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });

  it('is looked for in each of several texts', () => {
    expect(finds('ring', null, undefined, 'A silver ring')).toBe(true);
    expect(finds('silver bed', 'A silver ring', 'under the bed')).toBe(false);
  });
});

describe('a room', () => {
  it.each([
    ['204', '204'],
    ['۲۰۴', '204'],
    ['٢٠٤', '204'],
    ['20', '204'],
    ['204\u200f', '204'],
    ['12A', '12a'],
    ['villa 3', 'Villa 3'],
    ['VILLA3', 'Villa 3'],
    ['3', 'Villa 3'],
    ['202', '201/202'],
    ['201202', '201/202'],
    ['ویلا ۳', 'ویلا 3'],
    ['اتاق', 'اتاق ۳'],
    ['', '204'],
  ])('is called %j: %j', (typed, name) => {
    expect(isCalled(typed, name)).toBe(true);
  });

  it.each([
    ['04', '204'],
    ['villa 4', 'Villa 3'],
    ['illa', 'Villa 3'],
    ['!', '204'],
  ])('is not called %j: %j', (typed, name) => {
    expect(isCalled(typed, name)).toBe(false);
  });

  it('is the same by its name however that is written', () => {
    expect(isSameName('12a', '۱۲A ')).toBe(true);
    expect(isSameName('Villa 3', 'Villa 31')).toBe(false);
  });
});
