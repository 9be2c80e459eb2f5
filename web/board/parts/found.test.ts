import { describe, expect, it } from 'vitest';
import { aRoom } from '../../data/samples';
import { roomsCalled } from './found';

const ROOMS = ['201', '202', '214', '301'].map((number) => aRoom(number));
const called = (typed: string, near: string[] = []) =>
  roomsCalled(typed, ROOMS, near).map(({ number }) => number);

describe('the rooms to choose from', () => {
  it('begin with what was typed', () => {
    expect(called(' 20')).toEqual(['201', '202']);
  });

  it('are found by the digits of any language', () => {
    expect(called('۲۱')).toEqual(['214']);
  });

  it('are those near at hand first', () => {
    expect(called('', ['214'])).toEqual(['214', '201', '202', '301']);
  });
});
