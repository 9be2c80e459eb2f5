import { afterEach, describe, expect, it, vi } from 'vitest';
import { Refusal, send, Unreachable, withInstants } from './api';

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fetched = vi.fn(async () => new Response(JSON.stringify(body), { status, headers }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const call = {
  method: 'PUT',
  path: '/x',
  body: { a: 1 },
  idempotencyKey: 'k',
  token: 't',
  propertyId: 'p',
} as const;

afterEach(() => vi.unstubAllGlobals());

describe('a command', () => {
  it('says on which revision it was decided', async () => {
    const fetched = answering(200, { success: true, data: 1 });
    await send({ ...call, ifRevision: 7 });
    expect(fetched).toHaveBeenCalledWith(
      '/x',
      expect.objectContaining({ headers: expect.objectContaining({ 'If-Match': '"v=7"' }) }),
    );
  });

  it('carries its key, its token and its property', async () => {
    const fetched = answering(200, { success: true, data: 1 });
    await send(call);
    expect(fetched).toHaveBeenCalledWith(
      '/x',
      expect.objectContaining({
        method: 'PUT',
        body: '{"a":1}',
        headers: expect.objectContaining({
          'Idempotency-Key': 'k',
          Authorization: 'Bearer t',
          'X-Property-Id': 'p',
        }),
      }),
    );
  });

  it('returns what is in the envelope', async () => {
    answering(200, { success: true, data: { code: 'K7QM' } });
    expect(await send(call)).toEqual({ code: 'K7QM' });
  });

  it('is refused with the server’s reason', async () => {
    answering(409, { title: 'Conflict', detail: 'already clean', code: 'X' });
    const error = await send(call).catch((raised: unknown) => raised);
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).problem).toMatchObject({ status: 409, detail: 'already clean', code: 'X' });
  });

  it('is refused with something to read even when the server says nothing', async () => {
    answering(403, null);
    await expect(send(call)).rejects.toMatchObject({ problem: { status: 403 } });
  });

  it.each([429, 502, 503, 504])('may be tried again after %d', async (status) => {
    answering(status, {}, { 'Retry-After': '3' });
    await expect(send(call)).rejects.toMatchObject({ name: 'Unreachable', retryAfterMs: 3000 });
  });

  it('may be tried again when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(send(call)).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('what is sent', () => {
  it('says since when it was waiting, where it was', async () => {
    const fetched = answering(200, {});
    await send({ ...call, offlineSince: new Date('2026-11-20T08:00:00Z') });
    const headers = { 'X-Offline-Since': '2026-11-20T08:00:00.000Z' };
    expect(fetched).toHaveBeenCalledWith(
      '/x',
      expect.objectContaining({ headers: expect.objectContaining(headers) }),
    );
  });

  it('is a form where there is a file', async () => {
    const fetched = vi.fn(
      async (_: string, init: RequestInit) => new Response(JSON.stringify({ data: init })),
    );
    vi.stubGlobal('fetch', fetched);
    await send({ method: 'POST', path: '/photo', file: new Blob(['x']) });
    const { body, headers } = fetched.mock.calls[0]?.[1] ?? {};
    expect(await ((body as FormData).get('file') as Blob).text()).toBe('x');
    expect(headers).not.toHaveProperty('Content-Type');
  });

  it('comes back with its instants', () => {
    const said = {
      at: '2026-11-20T08:00:00.25+00:00',
      day: '2026-11-20',
      notes: [{ at: '2026-11-20T08:00:00Z' }],
    };
    expect(withInstants(said)).toEqual({
      at: new Date('2026-11-20T08:00:00.250Z'),
      day: '2026-11-20',
      notes: [{ at: new Date('2026-11-20T08:00:00Z') }],
    });
  });
});
