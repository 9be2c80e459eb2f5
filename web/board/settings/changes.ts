// What somebody has changed and not saved, over what the house has chosen; and where somebody else chose otherwise
// meanwhile. Pure.
import type { ChangeSettings, Item, Settings } from '../../data/contracts';
import type { FieldName } from './fields';

export interface Changes {
  readonly wanted: ChangeSettings;
  /** What each changed field was when it was changed here. */
  readonly before: Partial<Settings>;
}

export const NO_CHANGES: Changes = { wanted: {}, before: {} };

/** Whether two choices are the same, in whatever order their languages and room types were named. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const [first, second] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...names].every((name) => same(first[name], second[name]));
}

const without = <T extends object>(all: T, name: keyof T): T =>
  Object.fromEntries(Object.entries(all).filter(([each]) => each !== name)) as T;

/** With `field` as it is wanted; what is as it was is no change. */
export function wanting(changes: Changes, field: FieldName, value: unknown, current: Settings): Changes {
  const before = field in changes.before ? changes.before : { ...changes.before, [field]: current[field] };
  if (same(value, before[field])) return leaving(changes, field);
  return { wanted: { ...changes.wanted, [field]: value }, before };
}

/** Without the change of `field`: what the house has chosen holds. */
export function leaving({ wanted, before }: Changes, field: FieldName): Changes {
  return { wanted: without(wanted, field), before: without(before, field) };
}

/** The change of `field` stands, knowing what somebody else chose meanwhile. */
export function insisting(changes: Changes, field: FieldName, current: Settings): Changes {
  return { ...changes, before: { ...changes.before, [field]: current[field] } };
}

export function changedFields({ wanted }: Changes): readonly FieldName[] {
  return Object.keys(wanted) as FieldName[];
}

/** The fields that somebody else changed to something else since they were changed here. */
export function conflictsOf({ wanted, before }: Changes, current: Settings): readonly FieldName[] {
  return (Object.keys(wanted) as FieldName[]).filter(
    (field) => !same(before[field], current[field]) && !same(wanted[field], current[field]),
  );
}

export interface ListDifference {
  readonly change: 'added' | 'removed' | 'changed';
  readonly item: Item;
}

/** What became of a checklist's lines, in the order they are in now. */
export function differencesOf(before: readonly Item[], now: readonly Item[]): readonly ListDifference[] {
  const known = new Map(before.map((item) => [item.item_id, item]));
  const left = new Set(now.map((item) => item.item_id));
  const found = now.flatMap((item): ListDifference[] => {
    const was = known.get(item.item_id);
    if (!was) return [{ change: 'added', item }];
    return same(was, item) ? [] : [{ change: 'changed', item }];
  });
  const gone = before.filter(({ item_id }) => !left.has(item_id));
  return [...found, ...gone.map((item) => ({ change: 'removed' as const, item }))];
}

/** The line one place up or down; at the end it stays. */
export function movedBy<T>(all: readonly T[], from: number, step: 1 | -1): readonly T[] {
  const to = from + step;
  const one = all[from];
  if (one === undefined || to < 0 || to >= all.length) return all;
  const rest = all.filter((_, at) => at !== from);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}
