// What a generated route says about itself. `Asked` and `Answer` are for the type checker: nothing of them is there at run time.
import type { Role } from './contracts.gen';

export interface Route<Asked, Answer> {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{parameters}`; `Asked` is the rest: the body, or the query string. */
  readonly path: string;
  readonly roles: readonly Role[];
  /** Where a call says which property it is about. */
  readonly scope: 'path' | 'header' | 'none';
  readonly asked?: Asked;
  readonly answer?: Answer;
}

/** A request that says no more than its path. */
export type Nothing = Record<string, never>;
