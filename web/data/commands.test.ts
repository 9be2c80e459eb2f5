import { describe, expect, it } from 'vitest';
import { awaited, looksSo, replyOf, withReplies, withShown, type Shown } from './commands';
import { aRoom, being } from './samples';

const photos = {
  answers: [{ photos: [replyOf('a', 'photo_id'), 'pho_1'] }],
  cover: replyOf('b', 'photo_id'),
};

describe('a body that waits for replies', () => {
  it('names the commands it waits for, however deep they stand', () => {
    expect(awaited(photos)).toEqual(['a', 'b']);
    expect(awaited({ at: new Date(), note: null })).toEqual([]);
  });

  it('has what they replied, and lists without what was refused', () => {
    const known = (key: string) => (key === 'a' ? { photo_id: 'pho_2' } : null);
    expect(withReplies(photos, known)).toEqual({ answers: [{ photos: ['pho_2', 'pho_1'] }], cover: null });
    expect(withReplies(photos, () => null)).toEqual({ answers: [{ photos: ['pho_1'] }], cover: null });
  });

  it('keeps its instants and what is null of itself', () => {
    const body = { at: new Date(0), tags: [null, 'x'] };
    expect(withReplies(body, () => null)).toEqual(body);
  });
});

describe('a document', () => {
  const dirty: Shown = {
    kind: 'rooms',
    id: '204',
    fields: { cleaning: { ...being('dirty'), since: new Date() } },
  };

  it('looks as tapped, and is not the one that is kept', () => {
    const room = aRoom('204');
    expect(withShown(room, dirty).cleaning.status).toBe('dirty');
    expect(room.cleaning.status).toBe('ready');
  });

  it('looks so by itself at whatever instant the server did it', () => {
    const cleaning = { ...being('dirty'), since: new Date(0) };
    expect(looksSo(aRoom('204', { cleaning }), dirty)).toBe(true);
    expect(looksSo(aRoom('204', { cleaning: { ...cleaning, status: 'cleaning' } }), dirty)).toBe(false);
    expect(looksSo(aRoom('204', { cleaning: { ...cleaning, since: null } }), dirty)).toBe(false);
  });
});
