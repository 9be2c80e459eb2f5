import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Refusal } from './api';
import type { Command } from './commands';
import { Filled } from './filled.svelte';
import { Outbox, type Refused, type Sent } from './outbox';
import { memoryShelf, type Shelf } from './shelf';

const FORM = 'rooms/204/ticket';
const empty = () => ({ kind: 'other', text: '', photos: [] as readonly Blob[] });
const OCCUPIED = { type: 'about:blank', title: 'no', status: 409, detail: 'Somebody is in it.', code: 'X' };

const asks = (text: string): Command => ({
  name: 'open_ticket',
  method: 'POST',
  path: '/tickets',
  property: null,
  body: { text },
  lane: '204',
  shows: [],
  about: { key: 'note.ticket' },
});

/** A board of which the server refuses everything, or nothing. */
function aBoard({ refuses = true, shelf = memoryShelf() }: { refuses?: boolean; shelf?: Shelf } = {}) {
  let keys = 0;
  const outbox = new Outbox({
    shelf,
    send: () =>
      refuses
        ? Promise.reject(new Refusal(OCCUPIED))
        : Promise.resolve({ reply: {}, unchanged: false } satisfies Sent),
    changed: () => undefined,
    around: {
      makeKey: () => `key-${++keys}`,
      now: () => new Date(0),
      online: () => true,
      later: () => undefined,
    },
  });
  return {
    outbox,
    do: (command: Command) => outbox.add(command),
    dismiss: (key: string) => outbox.dismiss(key),
    returnedTo: (form: string): readonly Refused[] =>
      outbox.refused.filter(({ command }) => command.form?.of === form),
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

async function aForm(board = aBoard()) {
  await settled();
  return { board, form: new Filled(board, FORM, empty) };
}

/** Writes and sends, and waits for the answer. What Svelte does by itself on a page, a change of what was refused, is told. */
async function sent(form: Filled<ReturnType<typeof empty>>, text: string, part = {}) {
  form.begin({ text, ...part });
  form.send(asks(text));
  await settled();
  form.takeBack();
}

describe('what somebody filled in', () => {
  it('is gone from the form with the tap, and stays gone where the server takes it', async () => {
    const { form } = await aForm(aBoard({ refuses: false }));
    await sent(form, 'two pillows');
    expect([form.open, form.fields]).toEqual([false, empty()]);
  });

  it('comes back as it was written, with the reason, where the server refuses it', async () => {
    const { form } = await aForm();
    const photos = [new Blob(['leak'])];
    await sent(form, 'the tap drips', { kind: 'maintenance', photos });
    expect(form.open).toBe(true);
    expect(form.fields).toMatchObject({ kind: 'maintenance', text: 'the tap drips' });
    expect(await form.fields.photos[0]?.text()).toBe('leak');
    expect(form.refused.map(({ problem }) => problem.detail)).toEqual([OCCUPIED.detail]);
  });

  it('stands in the form when that is opened next, also after a reload of the page', async () => {
    const shelf = memoryShelf();
    const { form } = await aForm(aBoard({ shelf }));
    await sent(form, 'اتاق سرد است');
    const { form: later } = await aForm(aBoard({ shelf }));
    expect([later.open, later.fields.text]).toEqual([true, 'اتاق سرد است']);
  });

  it('comes back to its own form and to no other', async () => {
    const { board, form } = await aForm();
    await sent(form, 'of 204');
    expect(new Filled(board, 'rooms/205/ticket', empty).open).toBe(false);
  });

  it('does not come over what is being written by then, but after it', async () => {
    const { form } = await aForm();
    form.begin();
    form.fields.text = 'first';
    form.send(asks('first'));
    form.begin();
    form.fields.text = 'second';
    await settled();
    form.takeBack();
    expect(form.fields.text).toBe('second');
    form.leave();
    form.takeBack();
    expect(form.fields.text).toBe('first');
  });

  it('is let go of when it is sent again or left, and its reason with it', async () => {
    const { board, form } = await aForm();
    await sent(form, 'again');
    form.send(asks('again, better'));
    await settled();
    expect(board.outbox.refused.map(({ command }) => command.form?.fields.text)).toEqual(['again']);
    form.takeBack();
    form.leave();
    expect([form.open, board.outbox.refused]).toEqual([false, []]);
  });

  it('of two that were refused none is lost', async () => {
    const { form } = await aForm();
    form.begin({ text: 'one' });
    form.send(asks('one'));
    form.begin({ text: 'two' });
    form.send(asks('two'));
    await settled();
    form.takeBack();
    const first = form.fields.text;
    form.leave();
    form.takeBack();
    expect([first, form.fields.text].sort()).toEqual(['one', 'two']);
  });
});

const web = new URL('../', import.meta.url).pathname;
const WRITTEN = /<textarea|<Field\b|<form\b|bind:(?:value|group)=/;
/** What does nothing with what is written: photos go ahead of their form, the rest is a button beside it. */
const BESIDE = [
  'uploadPhoto',
  'clearBlock',
  'setTicketStatus',
  'startShift',
  'issueLinen',
  'returnLinen',
  'verifyWorkOrder',
  'assignWorkOrder',
  'startWorkOrder',
  'unmatchLostItem',
] as const;

describe('every form of the board and the tablet', () => {
  const forms = ['board', 'tablet']
    .flatMap((app) => readdirSync(web + app, { recursive: true }).map((file) => `${app}/${String(file)}`))
    .filter((path) => path.endsWith('.svelte'))
    .map((path) => ({ path, text: readFileSync(web + path, 'utf8') }))
    .filter(({ text }) => WRITTEN.test(text));

  it.each(forms.map(({ path, text }) => [path, text] as const))(
    'sends what is written in it so that it comes back: %s',
    (_, text) => {
      const taps = [...text.matchAll(/\b(?:board|work|tablet)\.do\(\s*(\w+)\(([^\n]*)/g)];
      const plain = taps.filter(([, maker = '', rest = '']) => {
        const photoOnly = maker === 'noteTask' && rest.includes("''");
        return !photoOnly && !(BESIDE as readonly string[]).includes(maker);
      });
      expect(plain.map(([tap]) => tap)).toEqual([]);
      expect([...text.matchAll(/\b(?:board|work|tablet)\.do\((?!\s*\w+\()/g)].length).toBe(0);
    },
  );

  it('is found by its fields', () => {
    expect(forms.length).toBeGreaterThan(25);
  });
});
