import { describe, expect, it } from 'vitest';
import { aTaskIn } from '../../../data/samples';
import { counted, EMPTY, isEmpty, judgement, minutesOf, toggled, workDone } from './draft';

const item = (item_id: string) => ({ item_id, words: {}, required: false });
const task = aTaskIn('204', {
  checklist: { checklist_id: 'c', version: 1, items: [item('bed'), item('bins')] },
});

it('ticks and unticks', () => {
  expect(toggled(['bed'], 'bins')).toEqual(['bed', 'bins']);
  expect(toggled(['bed', 'bins'], 'bed')).toEqual(['bins']);
});

it('counts linen from nothing upwards', () => {
  const one = counted(EMPTY, 'lin_1', 1);
  expect(one.returned).toEqual({ lin_1: 1 });
  expect(counted(one, 'lin_1', -1).returned).toEqual({});
  expect(counted(EMPTY, 'lin_1', -1).returned).toEqual({});
});

it('reads minutes in the digits of the reader', () => {
  expect(minutesOf('۲۵')).toBe(25);
  expect(minutesOf(' ')).toBeNull();
  expect(minutesOf('half an hour')).toBeUndefined();
  expect(minutesOf('2000')).toBeUndefined();
});

it('tells what was done, with photos that are still on their way', () => {
  const shots = [{ key: 'key-1', blob: new Blob(), when: 'after' as const }];
  const draft = {
    ...EMPTY,
    ticked: ['bed', 'gone'],
    note: ' lamp ',
    minutes: '۲۵',
    returned: { lin_1: 2 },
    shots,
  };
  expect(workDone(draft, task)).toEqual({
    ticked: ['bed'],
    linen_returned: { lin_1: 2 },
    minutes: 25,
    note: 'lamp',
    photos: [{ reply_of: 'key-1', field: 'photo_id' }],
  });
});

describe('a judgement', () => {
  it('waits for every line', () => {
    expect(judgement({ ...EMPTY, answers: { bed: 'pass' } }, ['bed', 'bins'])).toBeNull();
  });

  it('says of what is not right what it is', () => {
    const draft = {
      ...EMPTY,
      answers: { bed: 'pass', bins: 'fail' } as const,
      remarks: { bed: 'left over', bins: 'full' },
    };
    expect(judgement(draft, ['bed', 'bins'])?.answers).toEqual([
      { item_id: 'bed', answer: 'pass', note: '' },
      { item_id: 'bins', answer: 'fail', note: 'full' },
    ]);
  });
});

it('is empty until somebody does something', () => {
  expect(isEmpty(EMPTY)).toBe(true);
  expect(isEmpty({ ...EMPTY, ticked: ['bed'] })).toBe(false);
  expect(isEmpty({ ...EMPTY, returned: { lin_1: 1 } })).toBe(false);
});
