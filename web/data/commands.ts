// Commands as data: what a tap asks of the server, how the documents look until it is confirmed, and what to say of it.
// Made by the modules of each context, kept and sent by the outbox; structured-cloneable, for it outlives the page.

import { newIdempotencyKey } from './api';

/** What has documents that a tap may change; the key is the collection's name, the value the field that names one of it. */
export const NAMED_BY = {
  rooms: 'room_id',
  tasks: 'task_id',
  tickets: 'ticket_id',
  inspections: 'inspection_id',
  linen: 'line_id',
  lost_and_found: 'item_id',
  work_orders: 'work_order_id',
  shifts: 'shift_id',
  worklists: 'staff_id',
  suggestions: 'suggestion_id',
  photos: 'photo_id',
  tablet: 'room_id',
} as const;

export type Kind = keyof typeof NAMED_BY;

type Fields = Readonly<Record<string, unknown>>;

/** How one document looks while the tap is pending: these fields over its own. */
export interface Shown {
  readonly kind: Kind;
  readonly id: string;
  readonly fields: Fields;
  /** Something that comes first in one of its lists, unless the document has it there by now. */
  readonly adds?: { readonly list: string; readonly namedBy: string; readonly item: Fields };
  /** The tap makes the document: until the reply names it, `id` is a provisional one. */
  readonly isNew?: true;
}

const PROVISIONAL = 'new-';

/** An id for what a tap makes, until the reply names it. */
export function provisionalId(): string {
  return PROVISIONAL + newIdempotencyKey();
}

/** Whether the server has not named it yet: then nothing can be done with it. */
export function isProvisional(id: string): boolean {
  return id.startsWith(PROVISIONAL);
}

/** What to say of a tap: a message, and what stands in it. Words are made when it is shown, in the language of then. */
export interface Note {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Arguments that are messages themselves: `{ word: 'flag.make_up_room' }`. */
  readonly words?: Readonly<Record<string, string>>;
  /** Arguments that are names of people: `{ person: 'stf_…' }`. */
  readonly people?: Readonly<Record<string, string>>;
}

/** The form that a tap was made of, and what stood in it: refused, it is given back. */
export interface Filling {
  readonly of: string;
  readonly fields: Fields;
}

export interface Command<Answer = unknown> {
  /** The route's name. */
  readonly name: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: unknown;
  /** For the routes whose path does not name the property. */
  readonly property: string | null;
  /** Sent as the one file of a form, instead of the body. */
  readonly file?: Blob | undefined;
  /** What is tapped in one lane is sent in that order: the room, or what has no room, by its own id. */
  readonly lane: string;
  /** Of what somebody does at work, their own lane too: nobody is at two rooms at once, or at any when their shift is over. */
  readonly workLane?: string;
  /** The first is the target: the document that the reply gives, whose revision confirms the tap. */
  readonly shows: readonly Shown[];
  readonly about: Note;
  readonly form?: Filling;
  /** Keys of earlier taps, of other lanes, that must be through first. */
  readonly after?: readonly string[];
  /** What it was decided on, where that matters: the server refuses it when the document is at another revision. */
  readonly revision?: number;
  /** For the type checker: what the reply is. */
  readonly answer?: Answer;
}

/** The lane of what one person does at work, from the start of their shift to its end. */
export function workOf(staffId: string): string {
  return `shifts/${staffId}`;
}

export function lanesOf({ lane, workLane }: Command): readonly string[] {
  return workLane === undefined ? [lane] : [lane, workLane];
}

/** Stands in a body for a field of the reply to an earlier command, which nobody knows yet. */
export interface ReplyOf {
  readonly reply_of: string;
  readonly field: string;
}

export function replyOf(key: string, field: string): ReplyOf {
  return { reply_of: key, field };
}

function isReplyOf(value: unknown): value is ReplyOf {
  return value !== null && typeof value === 'object' && 'reply_of' in value && 'field' in value;
}

/** The keys of the commands whose replies this body waits for. */
export function awaited(body: unknown): readonly string[] {
  if (isReplyOf(body)) return [body.reply_of];
  if (body === null || typeof body !== 'object' || body instanceof Date) return [];
  return Object.values(body).flatMap(awaited);
}

/** The body with replies in their places. What has none (its command was refused) is left out of lists, and null elsewhere. */
export function withReplies(body: unknown, replies: (key: string) => Fields | null): unknown {
  if (isReplyOf(body)) return replies(body.reply_of)?.[body.field] ?? null;
  if (body === null || typeof body !== 'object' || body instanceof Date) return body;
  if (Array.isArray(body)) {
    return body
      .map((each: unknown) => ({ each, filled: withReplies(each, replies) }))
      .filter(({ each, filled }) => !(isReplyOf(each) && filled === null))
      .map(({ filled }) => filled);
  }
  return Object.fromEntries(Object.entries(body).map(([name, each]) => [name, withReplies(each, replies)]));
}

function listOf(doc: object, list: string): readonly Fields[] {
  return ((doc as Fields)[list] as readonly Fields[] | undefined) ?? [];
}

/** The document as it looks with the tap. */
export function withShown<Doc extends object>(doc: Doc, { fields, adds }: Shown): Doc {
  const shown = { ...doc, ...fields };
  if (!adds || hasAdded(doc, adds)) return shown;
  return { ...shown, [adds.list]: [adds.item, ...listOf(doc, adds.list)] };
}

function hasAdded(doc: object, { list, namedBy, item }: NonNullable<Shown['adds']>): boolean {
  return listOf(doc, list).some((each) => each[namedBy] === item[namedBy]);
}

/** Whether the document looks so by itself. Any instant is as good as another: a device's clock is not the server's. */
export function looksSo(doc: object, { fields, adds }: Shown): boolean {
  return isLike(doc, fields) && (!adds || hasAdded(doc, adds));
}

function isLike(value: unknown, wanted: unknown): boolean {
  if (wanted instanceof Date) return value instanceof Date;
  if (wanted === null || typeof wanted !== 'object') return value === wanted;
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(wanted)) {
    const items = value as readonly unknown[];
    return items.length === wanted.length && wanted.every((each, index) => isLike(items[index], each));
  }
  return Object.entries(wanted).every(([name, each]) => isLike((value as Fields)[name], each));
}

/** What is shown, with the ids that the reply gives to what the tap made. */
export function named(shows: readonly Shown[], reply: Fields): readonly Shown[] {
  return shows.map((shown) => {
    const id = reply[NAMED_BY[shown.kind]];
    const here = shown.isNew && typeof id === 'string' ? { ...shown, id } : shown;
    const item = here.adds && reply[here.adds.namedBy];
    if (!here.adds || typeof item !== 'string') return here;
    return { ...here, adds: { ...here.adds, item: { ...here.adds.item, [here.adds.namedBy]: item } } };
  });
}
