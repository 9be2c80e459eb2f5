// From a generated route to what is sent: its path filled in, its query written, and a tap as a command.
import type { Call } from './api';
import type { Command, Note, ReplyOf, Shown } from './commands';
import type { Scope } from './contracts';
import type { Route } from './routes';

/** Who taps, and in which property. */
export interface Here extends Scope {
  /** The person's id. */
  readonly me: string;
}

export type Ids = Readonly<Record<string, string>>;

/** What a route asks for, or the reply to an earlier command in its place. */
type Filled<T> = T extends string
  ? T | ReplyOf
  : T extends Date
    ? T
    : T extends readonly (infer Each)[]
      ? readonly Filled<Each>[]
      : T extends object
        ? { readonly [Name in keyof T]: Filled<T[Name]> }
        : T;

interface Tapped<Asked> {
  readonly ids?: Ids;
  readonly body: Filled<Asked>;
  readonly file?: Blob;
  readonly lane: string;
  readonly workLane?: string;
  readonly shows?: readonly Shown[];
  readonly about: Note;
  readonly revision?: number | undefined;
}

type Addressed = Pick<Route<unknown, unknown>, 'path' | 'scope'>;

/** The path with ids in place of its parameters; the property's is known. */
export function pathOf(route: Addressed, scope: Scope, ids: Ids = {}): string {
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = name === 'property_id' ? scope.property : ids[name];
    if (id === undefined) throw new Error(`${route.path} wants a ${name}`);
    return encodeURIComponent(id);
  });
}

export function commandOf<Asked, Answer>(
  route: Route<Asked, Answer>,
  scope: Scope,
  { ids, body, file, lane, workLane, shows = [], about, revision }: Tapped<Asked>,
): Command<Answer> {
  if (route.method === 'GET') throw new Error(`${route.name} is a query`);
  return {
    name: route.name,
    method: route.method,
    path: pathOf(route, scope, ids),
    body,
    property: route.scope === 'header' ? scope.property : null,
    ...(file ? { file } : {}),
    lane,
    ...(workLane === undefined ? {} : { workLane }),
    shows,
    about,
    ...(revision === undefined ? {} : { revision }),
  };
}

/** A query: what is null or left out is not asked for. */
export function queryOf(route: Addressed, scope: Scope, asked: object, ids: Ids = {}): Omit<Call, 'token'> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked) as [string, unknown][]) {
    if (value !== null && value !== undefined) query.set(name, written(value));
  }
  const said = query.toString();
  return {
    method: 'GET',
    path: pathOf(route, scope, ids) + (said ? `?${said}` : ''),
    ...(route.scope === 'header' ? { propertyId: scope.property } : {}),
  };
}

function written(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.join(',') : String(value);
}
