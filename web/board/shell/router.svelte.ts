// Where the person is: the page and what its address asks for. Components read `route` and link with `href`.
import { changed, onward, readAddress, writeAddress, type Change, type Query } from './address';

const here = () => readAddress(location.pathname, location.search);

class Route {
  #now = $state.raw(here());
  /** Null on the bare address of the board. */
  readonly page = $derived(this.#now.page);
  readonly query: Query = $derived(this.#now.query);

  followAddress(): void {
    this.#now = here();
  }
}

export const route = new Route();

export function href(page: string, query: Change = {}): string {
  return writeAddress(page, onward(route.query, query));
}

/** To another page, as a step that "back" undoes. */
export function go(page: string, query: Change = {}): void {
  history.pushState(null, '', href(page, query));
  route.followAddress();
}

/** To where the person is sent without having asked: no step of its own. */
export function redirect(page: string): void {
  history.replaceState(null, '', writeAddress(page, route.query));
  route.followAddress();
}

/** Narrows or widens what the page shows, without a step in the history. */
export function refine(change: Change): void {
  history.replaceState(null, '', location.pathname + querystring(change));
  route.followAddress();
}

/** Opens something beside the page (null closes it), as a step that "back" undoes. */
export function open(change: Change): void {
  history.pushState(null, '', location.pathname + querystring(change));
  route.followAddress();
}

function querystring(change: Change): string {
  const written = new URLSearchParams(changed(route.query, change)).toString();
  return written ? `?${written}` : '';
}

/** Lets a plain click on one of our links be a step within the page; any other click stays the browser's. */
export function followLink(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute('download'))
    return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || !link.pathname.startsWith('/board/')) return;
  event.preventDefault();
  if (link.href === location.href) return;
  history.pushState(null, '', link.href);
  route.followAddress();
}
