// Commands over HTTP: one call, three outcomes. It succeeded; the server refused and says why (problem+json);
// or nobody answered and the same call may be sent again with the same idempotency key.
import type { Problem, Scope } from './contracts';

export class Refusal extends Error {
  override name = 'Refusal';
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** No answer, or one that says to try again: `retryAfterMs` later, where it says when. */
export class Unreachable extends Error {
  override name = 'Unreachable';
  constructor(
    readonly retryAfterMs: number | null = null,
    readonly status: number | null = null,
  ) {
    super('the server could not be reached');
  }

  /** Whether it was asked too often, rather than being busy or gone. */
  get askedTooOften(): boolean {
    return this.status === 429;
  }
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** Sent as the one file of a form, instead of a body. */
  file?: Blob;
  /** From the moment of the tap; a repetition carries the same one. */
  idempotencyKey?: string;
  /** When it was tapped, where that was without network or some time ago: the server then judges it as a late one. */
  offlineSince?: Date;
  /** Of the document the call was decided on. */
  ifRevision?: number;
  propertyId?: string;
  token?: string;
}

/** Statuses that promise that the same call may succeed later. */
const TRY_AGAIN = new Set([408, 425, 429, 502, 503, 504]);

export function newIdempotencyKey(): string {
  // randomUUID exists in secure contexts only, and a tablet on a hotel's network may not be one.
  if ('randomUUID' in crypto) return crypto.randomUUID();
  const bytes = [...(crypto as Crypto).getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function propertyApi(scope: Scope): string {
  return `/api/v1/properties/${encodeURIComponent(scope.property)}`;
}

function headersOf(call: Call): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(call.token ? { Authorization: `Bearer ${call.token}` } : {}),
    ...(call.idempotencyKey ? { 'Idempotency-Key': call.idempotencyKey } : {}),
    ...(call.offlineSince ? { 'X-Offline-Since': call.offlineSince.toISOString() } : {}),
    ...(call.ifRevision === undefined ? {} : { 'If-Match': `"v=${call.ifRevision}"` }),
    ...(call.propertyId ? { 'X-Property-Id': call.propertyId } : {}),
  };
}

async function problemOf(response: Response): Promise<Problem> {
  const said = ((await response.json().catch(() => null)) ?? {}) as Partial<Problem>;
  return {
    type: 'about:blank',
    title: response.statusText,
    code: '',
    ...said,
    status: response.status,
    detail: said.detail ?? said.title ?? response.statusText,
  };
}

function bodyOf({ body, file }: Call): BodyInit | null {
  if (file) {
    const form = new FormData();
    form.append('file', file);
    return form;
  }
  return body === undefined ? null : JSON.stringify(body);
}

export interface Answer<T> {
  data: T;
  meta: Readonly<Record<string, unknown>>;
}

/** Sends `call` and returns what the envelope holds. Raises Refusal or Unreachable. */
export async function exchange<T>(call: Call): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(call.path, {
      method: call.method,
      headers: headersOf(call),
      body: bodyOf(call),
      credentials: 'same-origin',
    });
  } catch {
    throw new Unreachable();
  }
  if (TRY_AGAIN.has(response.status)) {
    const seconds = Number(response.headers.get('Retry-After'));
    throw new Unreachable(seconds > 0 ? seconds * 1000 : null, response.status);
  }
  if (!response.ok) throw new Refusal(await problemOf(response));
  const envelope = (await response.json().catch(() => ({}))) as Partial<Answer<T>>;
  return { data: envelope.data as T, meta: envelope.meta ?? {} };
}

/** Sends `call` and returns the envelope's data. Raises Refusal or Unreachable. */
export async function send<T>(call: Call): Promise<T> {
  return (await exchange<T>(call)).data;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A reply with every instant in it turned into a Date. */
export function withInstants(value: unknown): unknown {
  if (typeof value === 'string') return INSTANT.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map(withInstants);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withInstants(inner)]));
  }
  return value;
}
