// An address of the board taken apart and put together: the path names the page, the query its filters and what is
// open beside it. Pure.

export type Query = Readonly<Record<string, string>>;

/** What is to stand in the query; null and empty leave it. */
export type Change = Readonly<Record<string, string | number | null>>;

export interface Address {
  /** Null where the path names none. */
  readonly page: string | null;
  readonly query: Query;
}

const ROOT = '/board/';
/** What any page keeps: the hotel. */
const LASTING = ['property'];

export function readAddress(path: string, search: string): Address {
  const named = path.startsWith(ROOT) ? path.slice(ROOT.length).replace(/\/$/, '') : '';
  const page = named === '' || named === 'index.html' ? null : named;
  return { page, query: Object.freeze(Object.fromEntries(new URLSearchParams(search))) };
}

export function writeAddress(page: string, query: Query): string {
  const written = new URLSearchParams(query).toString();
  return `${ROOT}${page}${written ? `?${written}` : ''}`;
}

export function changed(query: Query, change: Change): Query {
  const left = Object.entries(query).filter(([name]) => !(name in change));
  const put = Object.entries(change).filter(([, value]) => value !== null && value !== '');
  return Object.freeze(Object.fromEntries([...left, ...put.map(([name, value]) => [name, String(value)])]));
}

/** The query of another page reached from here: only what lasts comes along. */
export function onward(query: Query, change: Change): Query {
  const lasting = Object.entries(query).filter(([name]) => LASTING.includes(name));
  return changed(Object.fromEntries(lasting), change);
}
