import { describe, expect, it } from 'vitest';
import { changed, onward, readAddress, writeAddress } from './address';

describe('an address', () => {
  it.each([
    ['/board/', null],
    ['/board/index.html', null],
    ['/board/tasks', 'tasks'],
    ['/board/tasks/', 'tasks'],
  ])('%s names the page %s', (path, page) => {
    expect(readAddress(path, '').page).toBe(page);
  });

  it('is read back as it was written', () => {
    const query = { q: 'suite & sea', room: '204' };
    const [path = '', search = ''] = writeAddress('rooms', query).split(/(?=\?)/);
    expect(readAddress(path, search)).toEqual({ page: 'rooms', query });
  });

  it('has no question mark where nothing is asked', () => {
    expect(writeAddress('tasks', {})).toBe('/board/tasks');
  });
});

describe('a query', () => {
  it('keeps what is not spoken of, and drops what becomes nothing', () => {
    expect(changed({ floor: '2', room: '204' }, { room: null, floor: 0, q: '' })).toEqual({ floor: '0' });
  });

  it('takes only the hotel along to another page', () => {
    expect(onward({ property: 'demo', floor: '2' }, { task: 'hkt_1' })).toEqual({
      property: 'demo',
      task: 'hkt_1',
    });
  });
});
