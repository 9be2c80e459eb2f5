// What somebody has ticked, counted, written and photographed of a task before they send it, and what becomes of it. Pure.
import { replyOf } from '../../../data/commands';
import type { Answer, CompleteTask, InspectTask, Task } from '../../../data/contracts';
import { latin } from '../../../i18n/digits';

/** A photo: shown from here at once, whatever becomes of its way to the server. */
export interface Shot {
  /** Of the tap that sends it. */
  readonly key: string;
  readonly blob: Blob;
  readonly when: 'before' | 'during' | 'after';
}

export interface Draft {
  readonly ticked: readonly string[];
  /** Clean pieces that came back, by line of linen. */
  readonly returned: Readonly<Record<string, number>>;
  /** As typed; empty leaves it to the clock. */
  readonly minutes: string;
  readonly note: string;
  readonly shots: readonly Shot[];
  readonly answers: Readonly<Record<string, Answer>>;
  readonly remarks: Readonly<Record<string, string>>;
  /** The tap that sent it: until that is through, what was written stays. */
  readonly sent: string | null;
}

export const EMPTY: Draft = {
  ticked: [],
  returned: {},
  minutes: '',
  note: '',
  shots: [],
  answers: {},
  remarks: {},
  sent: null,
};

export function isEmpty(draft: Draft): boolean {
  return (
    draft.ticked.length + draft.shots.length === 0 &&
    draft.note === '' &&
    Object.keys(draft.returned).length + Object.keys(draft.answers).length === 0
  );
}

export function toggled(list: readonly string[], one: string): readonly string[] {
  return list.includes(one) ? list.filter((each) => each !== one) : [...list, one];
}

const MOST_PIECES = 99;

export function counted(draft: Draft, lineId: string, by: 1 | -1): Draft {
  const count = Math.min(MOST_PIECES, Math.max(0, (draft.returned[lineId] ?? 0) + by));
  const others = Object.entries(draft.returned).filter(([line]) => line !== lineId);
  return { ...draft, returned: Object.fromEntries(count > 0 ? [...others, [lineId, count]] : others) };
}

const MOST_MINUTES = 1440;

/** The minutes typed, in whatever digits; null where the clock knows, undefined where it is no such number. */
export function minutesOf(typed: string): number | null | undefined {
  const written = latin(typed).trim();
  if (written === '') return null;
  const minutes = Number(written);
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= MOST_MINUTES ? minutes : undefined;
}

const photos = (draft: Draft) => draft.shots.map(({ key }) => replyOf(key, 'photo_id'));

export function workDone(draft: Draft, task: Pick<Task, 'checklist'>) {
  const known = task.checklist?.items.map(({ item_id }) => item_id) ?? [];
  return {
    ticked: draft.ticked.filter((item) => known.includes(item)),
    linen_returned: draft.returned,
    minutes: minutesOf(draft.minutes) ?? null,
    note: draft.note.trim(),
    photos: photos(draft),
  } satisfies Omit<CompleteTask, 'photos'> & { photos: unknown };
}

/** The lines that failed without a word or a photo that says what is wrong. */
export function unexplained({ answers, remarks, shots }: Draft): readonly string[] {
  if (shots.length > 0) return [];
  return Object.keys(answers).filter((item) => answers[item] === 'fail' && !(remarks[item] ?? '').trim());
}

/** The answers in the order of the lines; null while one has none, or failed and nobody said why. */
export function judgement(draft: Draft, itemIds: readonly string[]) {
  if (itemIds.some((item) => !draft.answers[item]) || unexplained(draft).length > 0) return null;
  return {
    answers: itemIds.map((item_id) => ({
      item_id,
      answer: draft.answers[item_id] as Answer,
      note: draft.answers[item_id] === 'fail' ? (draft.remarks[item_id] ?? '').trim() : '',
    })),
    note: draft.note.trim(),
    photos: photos(draft),
  } satisfies Omit<InspectTask, 'photos'> & { photos: unknown };
}
