// What somebody has begun and not sent yet: the ticks, words and photos of a task in hand. It survives a reload and a
// restart of the phone, and is gone at sign-out, once it is sent, or when nobody came back to it.
import { device } from './device';
import { hotelNow } from '../now';

export interface Draft {
  /** Whose, and of what. */
  readonly key: string;
  readonly owner: string;
  readonly at: Date;
  readonly content: unknown;
}

const LAST_MS = 3 * 24 * 60 * 60_000;

const keyOf = (owner: string, of: string) => `${owner} ${of}`;

/** What was begun of this (`tasks/hkt_…`); undefined where nothing was, or where the browser gives no storage. */
export async function draftOf(owner: string, of: string): Promise<unknown> {
  const db = await device().catch(() => null);
  const drafts = (await db?.getAllFromIndex('drafts', 'owner', owner)) ?? [];
  const old = drafts.filter(({ at }) => hotelNow().getTime() - at.getTime() > LAST_MS).map(({ key }) => key);
  await Promise.all(old.map((key) => db?.delete('drafts', key)));
  return drafts.find(({ key }) => key === keyOf(owner, of) && !old.includes(key))?.content;
}

/** Nothing is lost where there is no storage, as long as the page stands. */
export async function keepDraft(owner: string, of: string, content: unknown): Promise<void> {
  const db = await device().catch(() => null);
  const draft: Draft = { key: keyOf(owner, of), owner, at: hotelNow(), content };
  await db?.put('drafts', draft).catch(() => undefined);
}

export async function dropDraft(owner: string, of: string): Promise<void> {
  const db = await device().catch(() => null);
  await db?.delete('drafts', keyOf(owner, of)).catch(() => undefined);
}
