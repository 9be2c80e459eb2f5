// A row in words, fact by fact, so that two of them can stand beside each other. Pure, but for the words.
import type { Room } from '../../data/contracts';
import { t } from '../../i18n/index.svelte';
import { degrees } from '../../i18n/numbers';
import { blockWords, observationWords, taskWords, type Teller } from './changes';

export interface Compared {
  label: string;
  then: string;
  now: string;
  differs: boolean;
}

const NOTHING = '–';

type Fact = readonly [label: string, words: (row: Room, teller: Teller) => string];

const FACTS = (): readonly Fact[] => [
  [t('filter.cleaning'), ({ cleaning }) => t(`cleaning.${cleaning.status}`)],
  [t('filter.occupancy'), ({ occupancy }) => t(`occupancy.${occupancy}`)],
  [
    t('panel.guest'),
    ({ stay }, { when }) =>
      stay
        ? `${t('panel.people', { count: stay.party })}, ${t('room.history.until', { time: when(stay.check_out_at) })}`
        : NOTHING,
  ],
  [t('filter.flag'), ({ guest_flag }) => t(`flag.${guest_flag.value}`)],
  [t('panel.next_arrival'), ({ upcoming: [first] }, { when }) => (first ? when(first.expected_at) : NOTHING)],
  [
    t('panel.tickets'),
    ({ tickets }) =>
      listed(
        tickets.map(({ kind, status }) => `${t(`ticket_kind.${kind}`)}: ${t(`ticket_status.${status}`)}`),
      ),
  ],
  [
    t('room.tasks'),
    ({ tasks }, teller) =>
      listed(tasks.map((task) => `${t(`task_kind.${task.kind}`)}: ${taskWords(task, teller)}`)),
  ],
  [t('room.blocks'), ({ blocks }) => listed(blocks.map(blockWords))],
  [t('room.seen'), ({ observation }) => (observation ? observationWords(observation) : NOTHING)],
  [
    t('room.discrepancy'),
    ({ discrepancy }) => (discrepancy ? t(`discrepancy.${discrepancy.kind}`) : NOTHING),
  ],
  [t('panel.temperature'), ({ temperature_preset: preset }) => (preset === null ? NOTHING : degrees(preset))],
];

const listed = (words: readonly string[]) => words.join('\n') || NOTHING;

/** What there was then and what there is now; what neither has is left out. */
export function compared(then: Room, now: Room, teller: Teller): readonly Compared[] {
  return FACTS()
    .map(([label, words]) => ({ label, then: words(then, teller), now: words(now, teller) }))
    .filter((fact) => fact.then !== NOTHING || fact.now !== NOTHING)
    .map((fact) => ({ ...fact, differs: fact.then !== fact.now }));
}
