import { describe, expect, it } from 'vitest';
import type { Room } from '../../data/contracts';
import { aRoom, being } from '../../data/samples';
import { byFloor, inOrder } from './order';

const house = (...numbers: string[]) => new Map(numbers.map((number) => [number, aRoom(number)]));
const withRoom = (rooms: ReadonlyMap<string, Room>, room: Room) => new Map(rooms).set(room.room_id, room);
const numbersOf = (rooms: readonly Room[]) => rooms.map(({ number }) => number);

const five = house('1002', '201', '1001', '99', '202');
const before = inOrder(five, []);
const dirty = aRoom('201', { revision: 2, cleaning: being('dirty') });

describe('the house', () => {
  it('lies by floor and number, not by spelling', () => {
    expect(numbersOf(before)).toEqual(['99', '201', '202', '1001', '1002']);
    expect(byFloor(before).map(({ rooms }) => numbersOf(rooms))).toEqual([
      ['99'],
      ['201', '202'],
      ['1001', '1002'],
    ]);
  });

  it('keeps every other room and floor the same object when one room changes', () => {
    const floors = byFloor(before);
    const after = inOrder(withRoom(five, dirty), before);
    const changed = byFloor(after, floors);
    expect(after.filter((room) => !before.includes(room))).toEqual([dirty]);
    expect(changed.filter((floor) => !floors.includes(floor)).map(({ floor }) => floor)).toEqual([2]);
  });

  it('gives a new room its place', () => {
    const after = inOrder(withRoom(five, aRoom('200')), before);
    expect(numbersOf(after)).toEqual(['99', '200', '201', '202', '1001', '1002']);
  });

  it('moves a room that got another number', () => {
    const after = inOrder(withRoom(five, { ...dirty, number: '209' }), before);
    expect(numbersOf(after)).toEqual(['99', '202', '209', '1001', '1002']);
  });

  it('closes up where a room went', () => {
    const after = inOrder(house('1002', '1001', '99', '202'), before);
    expect(numbersOf(after)).toEqual(['99', '202', '1001', '1002']);
    expect(byFloor(after, byFloor(before)).map(({ rooms }) => rooms.length)).toEqual([1, 1, 2]);
  });

  it('has no floor without rooms', () => {
    expect(byFloor([], byFloor(before))).toEqual([]);
  });
});
