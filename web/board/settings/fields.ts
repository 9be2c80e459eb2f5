// What a manager may set, by groups: how each choice is asked for, and what it may be. The server has the last word.
import type { ChangeSettings } from '../../data/contracts';

export type FieldName = keyof ChangeSettings;

export type Field = { readonly name: FieldName } & (
  | {
      readonly kind:
        'text' | 'zone' | 'clock' | 'switch' | 'cadence' | 'languages' | 'words' | 'room_types' | 'wings';
    }
  | {
      readonly kind: 'number';
      readonly lowest: number;
      readonly highest: number;
      /** Empty means that there is no such limit. */
      readonly optional?: true;
    }
);

export interface Group {
  readonly name: 'house' | 'times' | 'tablet' | 'cleaning' | 'people' | 'room_types' | 'found' | 'records';
  readonly fields: readonly Field[];
}

const number = (name: FieldName, lowest: number, highest: number): Field => ({
  name,
  kind: 'number',
  lowest,
  highest,
});
const limit = (name: FieldName, lowest: number, highest: number): Field => ({
  name,
  kind: 'number',
  lowest,
  highest,
  optional: true,
});

export const GROUPS: readonly Group[] = [
  {
    name: 'house',
    fields: [
      { name: 'name', kind: 'text' },
      { name: 'zone', kind: 'zone' },
      { name: 'languages', kind: 'languages' },
    ],
  },
  {
    name: 'times',
    fields: [
      { name: 'check_in_time', kind: 'clock' },
      { name: 'check_out_time', kind: 'clock' },
      number('audit_hour', 0, 23),
    ],
  },
  {
    name: 'tablet',
    fields: [
      { name: 'welcome_message', kind: 'words' },
      { name: 'house_information', kind: 'words' },
      number('preset_lowest', 5, 40),
      number('preset_highest', 5, 40),
    ],
  },
  {
    name: 'cleaning',
    fields: [
      { name: 'inspections', kind: 'switch' },
      number('inspection_buffer_minutes', 0, 480),
      number('arrival_window_minutes', 1, 1440),
      { name: 'full_service', kind: 'switch' },
      { name: 'stayover_cadence', kind: 'cadence' },
      number('stayover_every_days', 1, 30),
      number('linen_change_days', 1, 30),
      number('untouched_days', 1, 365),
      number('welfare_check_hours', 1, 168),
      number('escalate_again_minutes', 1, 1440),
    ],
  },
  {
    name: 'people',
    fields: [
      { name: 'auto_assign', kind: 'switch' },
      { name: 'human_in_the_loop', kind: 'switch' },
      { name: 'share_pace', kind: 'switch' },
      { name: 'name_guests', kind: 'switch' },
      limit('most_rooms_per_person', 1, 200),
      limit('most_credits_per_person', 0.1, 500),
      limit('area_cap_sqft', 1, 100_000),
      number('area_cap_checkouts', 0, 100),
      number('area_cap_less_sqft', 0, 20_000),
      number('staffing_gap_minutes', 1, 1440),
    ],
  },
  {
    name: 'room_types',
    fields: [
      { name: 'room_types', kind: 'room_types' },
      { name: 'wings', kind: 'wings' },
    ],
  },
  {
    name: 'found',
    fields: [
      number('found_link_days', 1, 60),
      number('keep_valuables_days', 1, 3650),
      number('keep_found_days', 1, 3650),
      number('keep_perishables_days', 1, 60),
    ],
  },
  { name: 'records', fields: [number('journal_days', 2, 3650)] },
];

export const FIELDS: readonly Field[] = GROUPS.flatMap(({ fields }) => fields);
