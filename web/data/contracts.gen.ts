// Written by scripts/generate; do not edit.

export const ACCEPT_CONDITIONS_ORDER = ['dirty_only', 'all', 'none'] as const;
export type AcceptConditions = (typeof ACCEPT_CONDITIONS_ORDER)[number];

export interface AddLinen {
  name: string;
  translations?: Record<string, string>;
  stock: number;
  in_use?: number;
  low_watermark: number;
}

export interface AddReservations {
  reservations: readonly Record<string, unknown>[];
}

export interface AddRooms {
  rooms?: readonly Record<string, unknown>[];
  csv?: string;
}

export interface Address {
  email: string;
}

export const ANSWER_ORDER = ['pass', 'fail', 'not_applicable'] as const;
export type Answer = (typeof ANSWER_ORDER)[number];

export interface Answered {
  item_id: string;
  answer: Answer;
  note?: string;
  photos?: readonly string[];
}

export interface AskedDay {
  on?: string | null;
}

export interface AskedTurnovers {
  from: string;
  to: string;
}

export interface AssignTask {
  staff_id: string | null;
}

export interface AssignTicket {
  assignee: string | null;
}

export interface AssignWorkOrder {
  staff_id: string | null;
}

export interface Bar {
  from_minutes: number;
  until_minutes: number | null;
  count: number;
}

export interface Block {
  block_id: string;
  kind: BlockKind;
  reason: string;
  from_at: Date;
  until_at: Date | null;
  returns_to: Cleaning;
  work_order_id: string | null;
  until_mended: boolean;
}

export const BLOCK_KIND_ORDER = ['cleaning', 'inspection', 'maintenance', 'oos'] as const;
export type BlockKind = (typeof BLOCK_KIND_ORDER)[number];

export interface BlockRoom {
  kind: BlockKind;
  reason: string;
  from_at?: Date | null;
  until_at?: Date | null;
  returns_to?: Cleaning;
}

export interface BlockThere {
  external_id: string;
  until_at: Date;
}

export interface Board {
  business_date: string;
  generated_at: Date;
  headlines: Headlines;
  rooms: readonly BoardRoom[];
  tasks: readonly BoardTask[];
  staff: readonly BoardPerson[];
  linen_low: readonly LinenLine[];
  lost_items: number;
  settings: BoardSettings;
}

export interface BoardGuest {
  stay_id: string;
  check_out_at: Date;
  vip: boolean;
  language: string | null;
}

export interface BoardPerson {
  staff_id: string;
  name: string;
  languages: readonly string[];
  skills: readonly string[];
  floors: readonly number[];
  wing: string | null;
  shift_id: string;
  starts_at: Date;
  ends_at: Date;
  capacity_minutes: number;
  minutes_left: number;
  load_minutes: number;
  active_task_count: number;
  task_ids: readonly string[];
  running: string | null;
  last_room_id: string | null;
  last_seen_at: Date | null;
}

export interface BoardRoom {
  room_id: string;
  number: string;
  floor: number;
  wing: string;
  room_type: string;
  revision: number;
  occupancy: Occupancy;
  day: DayStatus;
  stay: BoardGuest | null;
  next_arrival: NextArrival | null;
  left_at: Date | null;
  guest_flag: Flag;
  cleaning: CleaningState;
  blocks: readonly Block[];
  discrepancy: Discrepancy | null;
  tickets: number;
  task_ids: readonly string[];
}

export interface BoardSettings {
  zone: string;
  audit_hour: number;
  check_in_time: string;
  check_out_time: string;
  inspections: boolean;
  auto_assign: boolean;
  human_in_the_loop: boolean;
  arrival_window_minutes: number;
}

export interface BoardTask {
  revision: number;
  updated_at: Date | null;
  task_id: string;
  room_id: string;
  kind: TaskKind;
  status: TaskStatus;
  priority: Priority;
  priority_by_hand: boolean;
  source: TasksSource;
  stay_id: string | null;
  language: string | null;
  business_date: string;
  created_at: Date;
  scheduled_for: Date | null;
  due_at: Date | null;
  vacated_at: Date | null;
  ready_at: Date | null;
  parked_since: Date | null;
  estimated_minutes: number;
  assignee: string | null;
  given: Given | null;
  started_at: Date | null;
  running_since: Date | null;
  worked_seconds: number;
  paused_for: PauseReason | null;
  finished_at: Date | null;
  finished_by: string | null;
  minutes: number | null;
  outcome: string;
  escalation: Escalation | null;
  of_task_id: string | null;
  wrong: readonly string[];
}

export interface BoundChecklist {
  checklist_id: string;
  version: number;
  items: readonly Item[];
}

export interface Breach {
  rule: HardRule;
  arguments: Record<string, number | string>;
}

export interface BulkLineReport {
  line: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  stay_id: string | null;
  unplaced: string | null;
  errors: readonly LineError[];
}

export interface BulkReport {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  lines: readonly BulkLineReport[];
}

export const CADENCE_ORDER = ['daily', 'every_n_days', 'on_request'] as const;
export type Cadence = (typeof CADENCE_ORDER)[number];

export interface CancelTask {
  reason: string;
}

export interface CancelWorkOrder {
  reason: string;
}

export interface ChangeLinen {
  name?: string | null;
  translations?: Record<string, string> | null;
  low_watermark?: number | null;
  stocktake?: Counted | null;
}

export interface ChangePassword {
  old_password: string;
  password: string;
}

export interface ChangeSettings {
  name?: string;
  zone?: string;
  audit_hour?: number;
  check_in_time?: string;
  check_out_time?: string;
  languages?: readonly string[];
  welcome_message?: Record<string, string>;
  house_information?: Record<string, string>;
  inspections?: boolean;
  preset_lowest?: number;
  preset_highest?: number;
  welfare_check_hours?: number;
  untouched_days?: number;
  full_service?: boolean;
  stayover_cadence?: Cadence | null;
  stayover_every_days?: number;
  linen_change_days?: number;
  arrival_window_minutes?: number;
  inspection_buffer_minutes?: number;
  escalate_again_minutes?: number;
  auto_assign?: boolean;
  human_in_the_loop?: boolean;
  share_pace?: boolean;
  name_guests?: boolean;
  most_rooms_per_person?: number | null;
  most_credits_per_person?: number | null;
  area_cap_sqft?: number | null;
  area_cap_checkouts?: number;
  area_cap_less_sqft?: number;
  staffing_gap_minutes?: number;
  room_types?: Record<string, RoomTypeChoicesAsked>;
  wings?: Record<string, Record<string, string>>;
  found_link_days?: number;
  keep_valuables_days?: number;
  keep_found_days?: number;
  keep_perishables_days?: number;
  journal_days?: number;
}

export interface ChangeStaff {
  name: string;
  name_local?: string | null;
  role: StaffRole;
  languages: readonly string[];
  skills?: readonly string[] | null;
}

export interface Checklist {
  revision: number;
  updated_at: Date | null;
  checklist_id: string;
  kind: TaskKind;
  room_type: string;
  name: string;
  version: number;
  active: boolean;
  items: readonly Item[];
}

export const CLAIM_KIND_ORDER = ['occupied', 'promised', 'blocked'] as const;
export type ClaimKind = (typeof CLAIM_KIND_ORDER)[number];

export interface ClaimTablet {
  code: string;
}

export const CLEANING_ORDER = [
  'clean',
  'dirty',
  'cleaning',
  'cleaned',
  'inspected',
  'ready',
  'out_of_order',
  'out_of_service',
] as const;
export type Cleaning = (typeof CLEANING_ORDER)[number];

export interface CleaningState {
  status: Cleaning;
  since: Date | null;
  by: string;
  reason: string;
  override: boolean;
  task_id: string | null;
  found: Cleaning | null;
}

export interface Colleague {
  staff_id: string;
  name: string;
  name_local: string;
  languages: readonly string[];
}

export interface CompleteTask {
  ticked?: readonly string[];
  linen_returned?: Record<string, number>;
  minutes?: number | null;
  photos?: readonly string[];
  note?: string;
  staff_id?: string | null;
}

export const CONDITION_ORDER = ['dirty', 'clean', 'inspected', 'out_of_service', 'out_of_order'] as const;
export type Condition = (typeof CONDITION_ORDER)[number];

export interface ConnectPms {
  vendor: string;
  base_url: string;
  secrets: Record<string, string>;
  accept_condition?: AcceptConditions;
  push?: boolean;
  rotate_webhook_secret?: boolean;
}

export interface Connected {
  connection_id: string;
  vendor: string;
  enterprise_id: string;
  enterprise: string;
  rooms: number;
  only_theirs: readonly string[];
  only_ours: readonly string[];
  webhook_path: string | null;
  webhook_url: string | null;
}

export interface Connection {
  revision: number;
  updated_at: Date | null;
  vendor: string;
  connection_id: string;
  base_url: string;
  secrets: Record<string, string>;
  status: 'connected' | 'broken';
  trouble: Trouble | null;
  enterprise_id: string;
  enterprise: string;
  zone: string;
  services: readonly string[];
  types: Record<string, string>;
  rooms: RoomMap;
  accept_condition: AcceptConditions;
  push: boolean;
  webhook_sha256: string;
  webhook_previous_sha256: string;
  webhook_rotated_at: Date | null;
  cursor: Date | null;
  sweep: Sweep | null;
  last_sweep_at: Date | null;
}

export interface ConnectionShown {
  connection_id: string;
  vendor: string;
  base_url: string;
  status: string;
  trouble: Trouble | null;
  enterprise_id: string;
  enterprise: string;
  accept_condition: AcceptConditions;
  push: boolean;
  rooms: number;
  only_theirs: readonly string[];
  only_ours: readonly string[];
  cursor: Date | null;
  sweep: Sweep | null;
  last_sweep_at: Date | null;
  seconds_since_sweep: number | null;
  last_notice_at: Date | null;
  notices_waiting: number;
  letters_waiting: number;
  notice_lag_seconds: number | null;
  open_drifts: number;
  last_errors: readonly Trouble[];
}

export interface ConnectionsShown {
  connections: readonly ConnectionShown[];
}

export const CONTENT_TYPE_ORDER = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/heic',
  'image/heif',
  'image/avif',
  'application/pdf',
] as const;
export type ContentType = (typeof CONTENT_TYPE_ORDER)[number];

export interface Cost {
  walking: number;
  lateness: number;
  balance: number;
  language: number;
  leftOpen: number;
}

export interface CouldMove {
  stay: Stay;
  could_have: readonly RoomChoice[];
}

export interface Counted {
  stock: number;
  in_use?: number | null;
  reason: string;
}

export interface CreateTask {
  room_id: string;
  kind?: TaskKind;
  priority?: Priority | null;
  scheduled_for?: Date | null;
  note?: string;
}

export interface DayLine {
  stay: Stay;
  room: ItsRoom | null;
  ready: boolean;
  overdue: boolean;
  to_decide: boolean;
  in_the_way: readonly Obstacle[];
}

export const DAY_STATUS_ORDER = [
  'arrival',
  'arrived',
  'stayover',
  'due_out',
  'departed',
  'day_use',
  'not_reserved',
] as const;
export type DayStatus = (typeof DAY_STATUS_ORDER)[number];

export interface DeadLetter {
  revision: number;
  updated_at: Date | null;
  dead_letter_id: string;
  status: 'retrying' | 'parked' | 'replayed' | 'discarded' | 'healed';
  subject: string;
  handler: string;
  reason: ParkingReason;
  about: Record<string, string>;
  data: string;
  attributes: Record<string, string>;
  ordering_key: string;
  failures: number;
  first_failed_at: Date;
  last_failed_at: Date;
  closed_at: Date | null;
  closed_by: string;
  closed_for: string;
  expires_at: Date | null;
}

export interface DecidePlan {
  task_ids?: readonly string[] | null;
}

export const DECISION_ORDER = ['open', 'kept', 'accepted', 'dismissed', 'overtaken'] as const;
export type Decision = (typeof DECISION_ORDER)[number];

export interface DiscardDeadLetter {
  reason: string;
}

export interface Discrepancy {
  kind: DiscrepancyKind;
  detected_at: Date;
}

export const DISCREPANCY_KIND_ORDER = ['skip', 'sleep', 'person'] as const;
export type DiscrepancyKind = (typeof DISCREPANCY_KIND_ORDER)[number];

export interface Disposal {
  how: Disposing;
  to: string;
  reason: string;
  by: string;
  at: Date;
}

export interface DisposeLostItem {
  how: Disposing;
  to?: string;
  reason?: string;
}

export const DISPOSING_ORDER = ['returned', 'donated', 'destroyed', 'authorities'] as const;
export type Disposing = (typeof DISPOSING_ORDER)[number];

export const DOING_ORDER = ['open', 'moving'] as const;
export type Doing = (typeof DOING_ORDER)[number];

export interface Done {
  staff_id: string;
}

export interface Drift {
  revision: number;
  updated_at: Date | null;
  room_id: string;
  status: 'open' | 'healed' | 'resolved';
  differences: readonly PmsDifference[];
}

export interface EndShift {
  reason?: string;
}

export interface Erasure {
  revision: number;
  updated_at: Date | null;
  guest_id: string;
  asked_by: string;
  asked_at: Date;
  done_at: Date | null;
  again_at: Date | null;
  names: readonly string[];
  emails: readonly string[];
  phones: readonly string[];
  rooms: readonly string[];
  vendors: readonly string[];
  stage: string;
  stays_after: string | null;
  after: string | null;
  touched: readonly string[];
  stays: number;
  documents: number;
}

export interface EscalateTask {
  reason: string;
}

export interface Escalation {
  reason: string;
  by: string;
  at: Date;
  also: readonly Reminder[];
  told: number;
  last_told_at: Date;
  answered_at: Date | null;
  answered_by: string | null;
}

export interface Estimate {
  revision: number;
  updated_at: Date | null;
  estimate_id: string;
  minutes: number;
  samples: number;
}

export interface Expected {
  stay_id: string;
  guest_id: string;
  expected_at: Date;
  until_at: Date;
  party: number | null;
  vip: boolean;
  share_id: string | null;
}

export interface FailTask {
  reason: string;
  staff_id?: string | null;
}

export interface FieldError {
  field: string;
  message: string;
}

export interface Flag {
  value: GuestFlag;
  since: Date | null;
}

export interface FloorTurnovers {
  floor: number;
  turnovers: number;
  time_to_ready: Spread;
}

export interface Forgotten {
  guest_id: string;
  stays: number;
}

export interface Gap {
  need_minutes: number;
  have_minutes: number;
  people_on_shift: number;
  tasks: number;
  until: Date;
  since: Date;
}

export interface GetRoom {
  at?: Date | null;
}

export interface GetWelcome {
  language?: string | null;
}

export const GIVEN_ORDER = ['by_hand', 'automatically', 'by_plan'] as const;
export type Given = (typeof GIVEN_ORDER)[number];

export interface Guest {
  revision: number;
  updated_at: Date | null;
  guest_id: string;
  name: string;
  language: string | null;
  email: string | null;
  phone: string | null;
  stays_count: number;
  last_stay_at: Date | null;
  preferences: Record<string, Preference>;
  forgotten_in: string | null;
}

export const GUEST_FLAG_ORDER = ['none', 'do_not_disturb', 'make_up_room', 'service_declined'] as const;
export type GuestFlag = (typeof GUEST_FLAG_ORDER)[number];

export const HARD_RULE_ORDER = [
  'one_line',
  'open_task',
  'holder',
  'on_shift',
  'positions',
  'turns',
  'one_at_a_time',
  'free_room',
  'before_shift',
  'skill',
  'time',
  'rooms',
  'credits',
  'area',
] as const;
export type HardRule = (typeof HARD_RULE_ORDER)[number];

export interface Headlines {
  time_to_ready: number | null;
  pending_tasks_at_arrival_window: number;
  linen_runway_minutes: number | null;
}

export interface HireStaff {
  name: string;
  name_local?: string;
  email: string;
  role: StaffRole;
  languages?: readonly string[];
  skills?: readonly string[];
}

export interface HistoryDifference {
  field: string;
  before: unknown;
  after: unknown;
}

export interface HistoryLine {
  revision: number;
  updated_at: Date | null;
  entry_id: string;
  name: string;
  kind: string;
  actor: Record<string, string>;
  at: Date;
  cause: string | null;
  correlation_id: string;
  room_revision: number;
  changes: readonly HistoryDifference[];
}

export interface Hotel {
  name: string;
  zone: string;
  check_in_time: string;
  check_out_time: string;
  languages: readonly string[];
}

export const HOUSE_REASON_ORDER = [
  'check-in',
  'check-out',
  'the guest has left',
  'inspection failed',
  'mended',
  'untouched',
  'shift ended',
  'did not come on shift',
  'put back',
  'at work in two houses',
  'cleaned again since',
  'cleans here no more',
  'block ended',
  'block cleared',
  'out of use in the PMS',
  'said by the PMS',
] as const;
export type HouseReason = (typeof HOUSE_REASON_ORDER)[number];

export interface InHand {
  task_id: string;
  room_id: string;
  kind: TaskKind;
  status: TaskStatus;
  minutes: number;
  parked: boolean;
  again: boolean;
}

export const IN_THE_WAY_ORDER = [
  'no_room',
  'no_such_room',
  'occupied',
  'out_of_use',
  'not_ready',
  'promised_earlier',
  'overbooked',
  'do_not_disturb',
  'open_tickets',
  'discrepancy',
] as const;
export type InTheWay = (typeof IN_THE_WAY_ORDER)[number];

export interface InspectTask {
  answers: readonly Answered[];
  note?: string;
  photos?: readonly string[];
}

export interface Inspection {
  revision: number;
  updated_at: Date | null;
  inspection_id: string;
  task_id: string;
  room_id: string;
  inspector: string;
  at: Date;
  checklist_id: string;
  checklist_version: number;
  answers: readonly InspectionsLine[];
  score: number;
  verdict: Verdict;
  note: string;
  photos: readonly string[];
  re_clean_task_id: string | null;
}

export interface InspectionsLine {
  item_id: string;
  answer: Answer;
  note: string;
  photos: readonly string[];
  words: Record<string, string>;
}

export interface Invitation {
  revision: number;
  updated_at: Date | null;
  staff_id: string;
  email: string;
  name: string;
  role: StaffRole;
  invited_by: string;
  invited_at: Date;
  expires_at: Date;
}

export interface InviteStaff {
  email: string;
  role: StaffRole;
}

export interface Item {
  item_id: string;
  words: Record<string, string>;
  required: boolean;
}

export interface ItemAsked {
  item_id: string;
  words: Record<string, string>;
  required?: boolean;
}

export interface ItsRoom {
  room_id: string;
  floor: number;
  occupancy: Occupancy;
  cleaning: Cleaning;
  next_arrival_at: Date | null;
}

export interface JournalLine {
  revision: number;
  updated_at: Date | null;
  entry_id: string;
  kind: string;
  name: string;
  actor: Record<string, string>;
  at: Date;
  committed_at: Date | null;
  request_id: string;
  correlation_id: string;
  causation_id: string;
  cause: string | null;
  offline_since: Date | null;
  refusal: string | null;
  room_ids: readonly string[];
  events: readonly Record<string, unknown>[];
  pending: boolean;
}

export interface KindOfWork {
  kind: TaskKind;
  completed: number;
  minutes: number;
  planned_minutes: number;
}

export interface LineError {
  field: string;
  message: string;
}

export interface LinenCount {
  line_id: string;
  issued: number;
  returned: number;
  told: number;
}

export interface LinenLine {
  revision: number;
  updated_at: Date | null;
  line_id: string;
  name: string;
  translations: Record<string, string>;
  stock: number;
  in_use: number;
  low_watermark: number;
  low_since: Date | null;
  recent_use: number;
  used_at: Date | null;
  beyond: number;
  stocktake: Stocktake | null;
}

export interface ListChecklists {
  kind?: TaskKind | null;
}

export interface ListDeadLetters {
  cursor?: string | null;
  limit?: number;
  status?: 'retrying' | 'parked' | 'replayed' | 'discarded' | 'healed' | null;
}

export interface ListDrift {
  cursor?: string | null;
  limit?: number;
  status?: 'open' | 'healed' | 'resolved';
}

export interface ListInspections {
  cursor?: string | null;
  limit?: number;
  task?: string | null;
  room?: string | null;
  verdict?: Verdict | null;
}

export interface ListJournal {
  cursor?: string | null;
  limit?: number;
  room_id?: string | null;
  actor?: string | null;
  from?: Date | null;
  to?: Date | null;
}

export interface ListLinen {
  cursor?: string | null;
  limit?: number;
}

export interface ListLostItems {
  cursor?: string | null;
  limit?: number;
  status?: readonly LostStatus[] | null;
  room?: string | null;
  category?: LostCategory | null;
  due?: boolean;
}

export interface ListRequest {
  cursor?: string | null;
  limit?: number;
}

export interface ListReservations {
  cursor?: string | null;
  limit?: number;
  status?: readonly StayStatus[] | null;
  arriving_on?: string | null;
  departing_on?: string | null;
}

export interface ListRooms {
  cursor?: string | null;
  limit?: number;
  name?: string | null;
  floor?: number | null;
  occupancy?: Occupancy | null;
  cleaning?: Cleaning | null;
  flag?: GuestFlag | null;
  ready_by?: Date | null;
}

export interface ListShifts {
  cursor?: string | null;
  limit?: number;
  status?: readonly ShiftStatus[];
  staff_id?: string | null;
  from_at?: Date | null;
  until_at?: Date | null;
}

export interface ListTasks {
  cursor?: string | null;
  limit?: number;
  status?: readonly TaskStatus[] | null;
  assignee?: string | 'none' | null;
  priority?: Priority | null;
  kind?: TaskKind | null;
  room?: string | null;
  floor?: number | null;
  business_date?: string | null;
  stay?: string | null;
  shift?: string | null;
}

export interface ListTickets {
  cursor?: string | null;
  limit?: number;
  status?: readonly TicketStatus[] | null;
  room?: string | null;
  kind?: TicketKind | null;
  assignee?: string | null;
}

export interface ListWorkOrders {
  cursor?: string | null;
  limit?: number;
  status?: readonly WorkOrderStatus[] | null;
  room?: string | null;
  assignee?: string | null;
}

export interface Local {
  zone: string;
  today: string;
  time: string;
  business_date: string;
  check_out_date: string | null;
  check_out_time: string | null;
}

export const LOST_CATEGORY_ORDER = ['valuable', 'perishable', 'other'] as const;
export type LostCategory = (typeof LOST_CATEGORY_ORDER)[number];

export interface LostClaim {
  revision: number;
  updated_at: Date | null;
  item_id: string;
  claimant: string;
  reference: string;
  handed_to: string;
}

export interface LostItem {
  revision: number;
  updated_at: Date | null;
  item_id: string;
  room_id: string | null;
  stay_id: string | null;
  guest_id: string | null;
  category: LostCategory;
  description: string;
  where: string;
  photos: readonly string[];
  found_by: string;
  found_at: Date;
  recorded_by: string;
  status: LostStatus;
  keep_until: Date;
  claim: Lost_and_foundClaim | null;
  disposal: Disposal | null;
}

export const LOST_STATUS_ORDER = ['recorded', 'matched', 'disposed'] as const;
export type LostStatus = (typeof LOST_STATUS_ORDER)[number];

export interface Lost_and_foundClaim {
  matched_by: string;
  matched_at: Date;
}

export const MAINTENANCE_CATEGORY_ORDER = [
  'plumbing',
  'electricity',
  'heating_and_cooling',
  'furniture',
  'bedding',
  'appliance',
  'door_or_window',
  'pests',
  'other',
] as const;
export type MaintenanceCategory = (typeof MAINTENANCE_CATEGORY_ORDER)[number];

export interface MatchLostItem {
  claimant?: string;
  reference: string;
}

export interface Me {
  type: string;
  id: string;
  tenant_id: string;
  roles: Record<string, readonly string[]>;
  room_id: string;
  stay_id: string;
  property_id: string;
  session_id: string;
  by_pin: boolean;
  staff: Staff | null;
}

export interface Memory {
  key: string;
  value: string;
}

export interface MoveLinen {
  count: number;
  task_id?: string | null;
}

export interface MyInvitation {
  property_id: string;
  role: StaffRole;
  invited_by: string;
  invited_at: Date;
  expires_at: Date;
}

export interface NewReservation {
  guest: WhoComes;
  status?: 'tentative' | 'confirmed';
  room_id?: string | null;
  room_type?: string | null;
  party?: number;
  arrival_at: Date;
  departure_at: Date;
  shares_with?: string | null;
}

export interface NextArrival {
  stay_id: string;
  expected_at: Date;
  minutes: number;
  vip: boolean;
}

export const NOT_NEEDED_ORDER = [
  'the next guest is in the room',
  'the guest is in the room after all',
  'the guest stays on',
  'the guest is in the room no more',
  'the room was cleaned without it',
  'no service that day',
  'the request is closed',
  'there is nothing to inspect',
  'the property has the room no more',
] as const;
export type NotNeeded = (typeof NOT_NEEDED_ORDER)[number];

export const NOT_READY_ORDER = [
  'out_of_use',
  'held_back',
  'no_task',
  'nobody_on_shift',
  'guest_not_left',
  'waiting_for_inspection',
  'late',
] as const;
export type NotReady = (typeof NOT_READY_ORDER)[number];

export interface Note {
  text: string;
  by: string;
  at: Date;
}

export interface NoteTask {
  text?: string;
  photos?: readonly string[];
}

export interface NoteTicket {
  text: string;
}

export interface NoteWorkOrder {
  text: string;
}

export interface Notice {
  revision: number;
  updated_at: Date | null;
  notice_id: string;
  vendor: string;
  connection_id: string;
  body: string;
  base64: boolean;
  received_at: Date;
  handled_at: Date | null;
  reservations: number;
  rooms: number;
  apart: number;
  expires_at: Date;
}

export interface Observation {
  occupancy: Occupancy;
  party: number | null;
  at: Date;
}

export interface ObserveOccupancy {
  occupancy: Occupancy;
  party?: number | null;
}

export interface Obstacle {
  what: InTheWay;
  until_at: Date | null;
  detail: string;
}

export const OCCUPANCY_ORDER = ['vacant', 'occupied'] as const;
export type Occupancy = (typeof OCCUPANCY_ORDER)[number];

export interface Occupant {
  stay_id: string;
  guest_id: string;
  checked_in_at: Date;
  check_out_at: Date;
  in_room_since: Date | null;
  party: number;
  vip: boolean;
  language: string | null;
  share_id: string | null;
  visit_since: Date | null;
  awaits_check_in: boolean;
}

export interface OpenTask {
  task_id: string;
  kind: string;
  status: string;
  priority: string;
  stay_id: string | null;
  assignee: string | null;
  scheduled_for: Date | null;
  due_at: Date | null;
  created_at: Date;
}

export interface OpenTicket {
  ticket_id: string;
  kind: string;
  status: string;
  opened_by: string;
  opened_at: Date;
}

export interface OpenTicketAsked {
  kind: TicketKind;
  text?: string;
  about?: 'stay' | 'room' | null;
}

export interface OpenUpload {
  content_type: ContentType;
  bytes: number;
}

export interface OpenWorkOrder {
  room_id: string;
  severity: 'light' | 'heavy';
  category?: MaintenanceCategory;
  description: string;
  priority?: Priority | null;
  photos?: readonly string[];
  takes_room_out?: boolean;
}

export interface OrderWorklist {
  task_ids: readonly string[];
}

export interface OverbookedRoom {
  room_id: string;
  number: string;
  stays: readonly CouldMove[];
  blocks: readonly Room_intervalsClaim[];
}

export interface PairTablet {
  for?: 'room' | 'stay' | 'staff';
}

export interface PairedDevice {
  device_id: string;
  bound_to: 'room' | 'stay' | 'staff';
  room_id: string;
  label: string;
  paired_at: Date;
  paired_by: string;
  seen_at: Date;
}

export interface PairingCode {
  code: string;
  expires_at: Date;
  room_id: string;
}

export interface ParkingReason {
  code: string;
  detail: string;
  context: Record<string, unknown>;
}

export const PAUSE_REASON_ORDER = [
  'break',
  'awaiting_linen',
  'awaiting_maintenance',
  'guest_came_back',
  'called_elsewhere',
  'other',
] as const;
export type PauseReason = (typeof PAUSE_REASON_ORDER)[number];

export interface PauseTask {
  reason?: PauseReason;
  staff_id?: string | null;
}

export interface Person {
  staff_id: string;
  name: string;
  name_local: string;
  languages: readonly string[];
}

export interface PersonsWork {
  staff_id: string;
  completed: number;
  minutes: number;
  inspected: number;
  passed: number;
  pass_rate: number | null;
}

export interface Photo {
  revision: number;
  updated_at: Date | null;
  photo_id: string;
  state: PhotoState;
  content_type: ContentType;
  bytes: number;
  by: string;
  at: Date;
  named: boolean;
}

export const PHOTO_STATE_ORDER = ['waiting', 'kept'] as const;
export type PhotoState = (typeof PHOTO_STATE_ORDER)[number];

export interface Pin {
  revision: number;
  updated_at: Date | null;
  staff_id: string;
  salt: string;
  proof: string;
  length: number;
}

export interface PlanShift {
  staff_id: string;
  starts_at?: Date | null;
  ends_at: Date;
  capacity_minutes?: number | null;
  languages?: readonly string[] | null;
  skills?: readonly string[] | null;
  floors?: readonly number[];
  wing?: string | null;
}

export interface PlanWork {
  seconds?: number;
  business_date?: string | null;
}

export interface Planned {
  staff_id: string;
  starts_at: Date;
  ends_at: Date;
}

export interface PmsDifference {
  kind: 'condition' | 'refused' | 'occupancy' | 'only_theirs' | 'only_ours' | 'reservation';
  ours: string;
  theirs: string;
  detail: string;
  vendor: string;
  external_id: string;
  detected_at: Date;
  dismissed_at: Date | null;
}

export interface PmsRoom {
  revision: number;
  updated_at: Date | null;
  room_id: string;
  vendor: string;
  pushed: Push | null;
  shown: Condition | null;
  version: string;
  block: BlockThere | null;
  heals: readonly Date[];
}

export interface Preference {
  value: string;
  learned_from: string;
  learned_at: Date;
}

export interface Presence {
  revision: number;
  updated_at: Date | null;
  staff_id: string;
  looking_at: string;
  doing: Doing;
  at: Date;
  expires_at: Date;
}

export interface PrioritiseTask {
  priority: Priority;
}

export const PRIORITY_ORDER = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITY_ORDER)[number];

export interface Push {
  condition: Condition;
  at: Date;
  done: boolean;
  refused: boolean;
}

export interface RecordLostItem {
  room_id?: string | null;
  category?: LostCategory;
  description: string;
  where?: string;
  photos?: readonly string[];
  found_by?: string | null;
  found_at?: Date | null;
}

export const REMARK_ORDER = [
  'is done or cancelled',
  'is no task here',
  'is begun',
  'was given by hand',
  'was given to somebody else',
  'works here no more',
] as const;
export type Remark = (typeof REMARK_ORDER)[number];

export interface Remembered {
  key: string;
  value: string;
  learned_from: string;
  learned_at: Date;
  room_id: string | null;
}

export interface Reminder {
  reason: string;
  by: string;
  at: Date;
}

export interface RenameRoom {
  name: string;
}

export interface RequireMaintenance {
  severity: 'light' | 'heavy';
  category?: MaintenanceCategory;
  description: string;
  photos?: readonly string[];
  staff_id?: string | null;
}

export interface ResolveDrift {
  keep: 'ours' | 'theirs';
}

export interface ResolveWorkOrder {
  resolution: string;
  photos?: readonly string[];
}

export interface ResumeTask {
  staff_id?: string | null;
}

export const ROLE_ORDER = [
  'guest',
  'housekeeper',
  'maintenance',
  'front_desk',
  'supervisor',
  'manager',
  'integration',
  'system',
] as const;
export type Role = (typeof ROLE_ORDER)[number];

export interface Room {
  revision: number;
  updated_at: Date | null;
  room_id: string;
  number: string;
  floor: number;
  wing: string;
  room_type: string;
  archived: boolean;
  occupancy: Occupancy;
  stay: Occupant | null;
  also_here: readonly Occupant[];
  presumed_gone: readonly Occupant[];
  upcoming: readonly Expected[];
  guest_flag: Flag;
  cleaning: CleaningState;
  blocks: readonly Block[];
  tickets: readonly OpenTicket[];
  tasks: readonly OpenTask[];
  temperature_preset: number | null;
  preset_is_shared: boolean;
  linen_changed_at: Date | null;
  observation: Observation | null;
  discrepancy: Discrepancy | null;
}

export interface RoomChoice {
  room_id: string;
  number: string;
  floor: number;
  wing: string;
  room_type: string;
  cleaning: Cleaning;
  occupied: boolean;
  fits: boolean;
  free: boolean;
  why_not: readonly WhyNot[];
}

export interface RoomContext {
  room_id: string;
  floor: number;
  wing: string;
  room_type: string;
  occupancy: Occupancy;
  stay: StayHere | null;
  guest: WhoIsHere | null;
  guest_flag: GuestFlag;
  cleaning: Cleaning;
  temperature_preset: number | null;
  tickets: readonly TicketHere[];
  next_arrival: Expected | null;
  hotel: Hotel;
  local: Local;
  revision: number;
}

export interface RoomHistory {
  cursor?: string | null;
  limit?: number;
}

export interface RoomMap {
  stays: Record<string, string>;
  conditions: Record<string, string>;
  only_theirs: Record<string, string>;
  only_ours: readonly string[];
}

export interface RoomNow {
  revision: number;
  updated_at: Date | null;
  room_id: string;
  number: string;
  floor: number;
  wing: string;
  room_type: string;
  archived: boolean;
  occupancy: Occupancy;
  stay: Occupant | null;
  also_here: readonly Occupant[];
  presumed_gone: readonly Occupant[];
  upcoming: readonly Expected[];
  guest_flag: Flag;
  cleaning: CleaningState;
  blocks: readonly Block[];
  tickets: readonly OpenTicket[];
  tasks: readonly OpenTask[];
  temperature_preset: number | null;
  preset_is_shared: boolean;
  linen_changed_at: Date | null;
  observation: Observation | null;
  discrepancy: Discrepancy | null;
  local: Local;
}

export interface RoomStatus {
  revision: number;
  updated_at: Date | null;
  room_id: string;
  status: Cleaning;
  cleaning: CleaningState;
  occupancy: Occupancy;
  guest_flag: GuestFlag;
  blocks: readonly Block[];
  discrepancy: Discrepancy | null;
  may_follow: readonly Cleaning[];
}

export interface RoomTypeChoices {
  turnover_minutes: number | null;
  stayover_minutes: number | null;
  area_sqft: number | null;
  credits: number | null;
  names: Record<string, string>;
}

export interface RoomTypeChoicesAsked {
  turnover_minutes?: number | null;
  stayover_minutes?: number | null;
  area_sqft?: number | null;
  credits?: number | null;
  names?: Record<string, string>;
}

export interface Room_intervalsClaim {
  kind: ClaimKind;
  stay_id: string | null;
  block_id: string | null;
  reason: string;
  from_at: Date;
  until_at: Date | null;
  overdue: boolean;
}

export interface RoomsReport {
  created: number;
  updated: number;
  unchanged: number;
  restored: number;
  refused: number;
  lines: readonly SetupLineReport[];
}

export interface Roster {
  revision: number;
  updated_at: Date | null;
  roster_id: string;
  managers: readonly string[];
}

export interface RoutingReason {
  code: string;
  arguments: Record<string, number | string>;
}

export type SentFile = Blob;

export interface Session {
  revision: number;
  updated_at: Date | null;
  session_id: string;
  staff_id: string;
  kind: 'password' | 'pin';
  label: string;
  device_id: string;
  opened_at: Date;
  seen_at: Date;
  idle_until: Date;
  expires_at: Date;
}

export interface SetCheckOutTime {
  check_out_at: Date;
}

export interface SetChecklist {
  kind: TaskKind;
  room_type?: string;
  name: string;
  items: readonly ItemAsked[];
  active?: boolean;
}

export interface SetGuestFlag {
  flag: GuestFlag;
}

export interface SetPassword {
  password: string;
}

export interface SetPin {
  pin: string | null;
  old_pin?: string | null;
  password?: string | null;
}

export interface SetPreferences {
  preferences: Record<string, string | null>;
}

export interface SetReservationRoom {
  room_id: string | null;
  even_if_not_ready?: boolean;
  even_if_seen_occupied?: boolean;
}

export interface SetReservationStatus {
  status: StayStatus;
  even_if_not_ready?: boolean;
  even_if_seen_occupied?: boolean;
  even_if_early?: boolean;
}

export interface SetRoomStatus {
  status: Cleaning;
  reason?: string;
  seen?: Cleaning | null;
  override?: boolean;
}

export interface SetSharing {
  shares_with: string | null;
}

export interface SetTemperaturePreset {
  celsius: number | null;
}

export interface SetTicketStatus {
  status: TicketStatus;
}

export interface Settings {
  revision: number;
  updated_at: Date | null;
  name: string;
  zone: string;
  audit_hour: number;
  check_in_time: string;
  check_out_time: string;
  languages: readonly string[];
  welcome_message: Record<string, string>;
  house_information: Record<string, string>;
  inspections: boolean;
  preset_lowest: number;
  preset_highest: number;
  welfare_check_hours: number;
  untouched_days: number;
  full_service: boolean;
  stayover_cadence: Cadence | null;
  stayover_every_days: number;
  linen_change_days: number;
  arrival_window_minutes: number;
  inspection_buffer_minutes: number;
  escalate_again_minutes: number;
  auto_assign: boolean;
  human_in_the_loop: boolean;
  share_pace: boolean;
  name_guests: boolean;
  most_rooms_per_person: number | null;
  most_credits_per_person: number | null;
  area_cap_sqft: number | null;
  area_cap_checkouts: number;
  area_cap_less_sqft: number;
  staffing_gap_minutes: number;
  room_types: Record<string, RoomTypeChoices>;
  wings: Record<string, Record<string, string>>;
  found_link_days: number;
  keep_valuables_days: number;
  keep_found_days: number;
  keep_perishables_days: number;
  journal_days: number;
  settings_id: string;
}

export interface SetupLineReport {
  line: number;
  number: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'restored' | 'refused';
  errors: readonly FieldError[];
}

export interface ShareDevice {
  label: string;
}

export interface Shift {
  revision: number;
  updated_at: Date | null;
  shift_id: string;
  staff_id: string;
  external_shift_id: string | null;
  status: ShiftStatus;
  starts_at: Date;
  ends_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  capacity_minutes: number;
  languages: readonly string[];
  skills: readonly string[];
  floors: readonly number[];
  wing: string | null;
  reason: string;
  left: readonly string[];
}

export const SHIFT_STATUS_ORDER = ['planned', 'on', 'ended'] as const;
export type ShiftStatus = (typeof SHIFT_STATUS_ORDER)[number];

export interface ShowPresence {
  looking_at: string | null;
  doing?: Doing;
}

export interface Shown {
  until: Date | null;
}

export interface ShownPhoto {
  photo_id: string;
  state: PhotoState;
  content_type: ContentType;
  bytes: number;
  by: string;
  at: Date;
  url: string | null;
  upload_url: string | null;
  headers: Record<string, string>;
  expires_at: Date;
}

export interface SignIn {
  email: string;
  password: string;
  property_id?: string | null;
  device?: string | null;
}

export interface SignInCode {
  code: string;
  expires_at: Date;
}

export interface SignedInSession {
  id_token: string;
  refresh_token: string;
  expires_in: number;
  custom_token: string;
  staff_id: string;
  tenant_id: string;
  property_id: string;
  session_id: string;
  roles: Record<string, readonly string[]>;
  device: string;
}

export interface SpeakLanguages {
  languages: readonly string[];
}

export interface Spread {
  count: number;
  p50: number | null;
  p75: number | null;
  p90: number | null;
  p95: number | null;
  longest: number | null;
  histogram: readonly Bar[];
}

export interface Staff {
  revision: number;
  updated_at: Date | null;
  staff_id: string;
  name: string;
  name_local: string;
  email: string;
  role: StaffRole;
  languages: readonly string[];
  skills: readonly string[];
  account: 'ok' | 'taken';
  pin_set_at: Date | null;
  pin_guessed_at: Date | null;
}

export const STAFF_ROLE_ORDER = [
  'housekeeper',
  'maintenance',
  'front_desk',
  'supervisor',
  'manager',
] as const;
export type StaffRole = (typeof STAFF_ROLE_ORDER)[number];

export interface Staffing {
  revision: number;
  updated_at: Date | null;
  staffing_id: string;
  gap: Gap | null;
}

export interface StartTask {
  staff_id?: string | null;
}

export interface Stay {
  revision: number;
  updated_at: Date | null;
  stay_id: string;
  status: StayStatus;
  guest_id: string;
  guest_name: string;
  language: string | null;
  party: number;
  vip: boolean;
  room_id: string | null;
  room_type: string | null;
  arrival_at: Date;
  departure_at: Date;
  checked_in_at: Date | null;
  checked_out_at: Date | null;
  in_room_since: Date | null;
  share_id: string | null;
  source: StaysSource | null;
}

export interface StayHere {
  stay_id: string;
  party: number;
  vip: boolean;
  checked_in_at: Date;
  check_out_at: Date;
  check_out_date: string | null;
  check_out_time: string | null;
}

export const STAY_STATUS_ORDER = [
  'tentative',
  'confirmed',
  'checked_in',
  'checked_out',
  'cancelled',
  'no_show',
] as const;
export type StayStatus = (typeof STAY_STATUS_ORDER)[number];

export interface StaysSource {
  vendor: string;
  external_id: string;
  version: string;
  digest: string;
}

export interface Stocktake {
  by: string;
  at: Date;
  reason: string;
  believed_stock: number;
  believed_in_use: number;
}

export interface Suggestion {
  revision: number;
  updated_at: Date | null;
  suggestion_id: string;
  external_id: string | null;
  model_version: string;
  generated_at: Date;
  generated_by: string;
  business_date: string | null;
  people: readonly Planned[];
  method: 'greedy' | 'cp_sat' | 'outside';
  status: 'optimal' | 'feasible' | 'unproven';
  cost: Cost | null;
  greedy_cost: Cost | null;
  lower_bound: number | null;
  lines: readonly SuggestionsLine[];
  breaches: readonly Breach[];
  warnings: readonly string[];
  decided_by: string | null;
  decided_at: Date | null;
}

export interface SuggestionsLine {
  task_id: string;
  room_id: string;
  kind: TaskKind | null;
  priority: Priority | null;
  estimated_minutes: number | null;
  due_at: Date | null;
  not_before: Date | null;
  waits_for_guest: boolean;
  staff_id: string | null;
  from_staff_id: string | null;
  position: number;
  starts_at: Date | null;
  reasons: readonly RoutingReason[];
  why: readonly string[];
  decision: Decision;
  remark: string;
}

export interface Sweep {
  sweep_id: string;
  status: 'requested' | 'running' | 'done';
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  reservations: number;
  apart: number;
  rooms: number;
  healed: number;
  drifted: number;
}

export interface SwitchProperty {
  property_id: string;
}

export interface Tablet {
  revision: number;
  updated_at: Date | null;
  room_id: string;
  room_name: string;
  stay_id: string;
  guest_name: string | null;
  language: string | null;
  checked_in_at: Date | null;
  check_out_at: Date | null;
  remembered: readonly Memory[];
  welcome_back: readonly string[];
  guest_flag: GuestFlag;
  temperature_preset: number | null;
  cleaning_in_progress: boolean;
  tickets: readonly TabletTicket[];
  tasks: readonly TabletTask[];
  hotel_name: string;
  zone: string;
  messages: Record<string, string>;
  information: Record<string, string>;
  preset_lowest: number;
  preset_highest: number;
  settings_revision: number;
}

export interface TabletNow {
  revision: number;
  updated_at: Date | null;
  room_id: string;
  room_name: string;
  stay_id: string;
  guest_name: string | null;
  language: string | null;
  checked_in_at: Date | null;
  check_out_at: Date | null;
  remembered: readonly Memory[];
  welcome_back: readonly string[];
  guest_flag: GuestFlag;
  temperature_preset: number | null;
  cleaning_in_progress: boolean;
  tickets: readonly TabletTicket[];
  tasks: readonly TabletTask[];
  hotel_name: string;
  zone: string;
  messages: Record<string, string>;
  information: Record<string, string>;
  preset_lowest: number;
  preset_highest: number;
  settings_revision: number;
  local: Local;
}

export interface TabletTask {
  task_id: string;
  kind: TaskKind;
  status: TaskStatus;
  scheduled_for: Date | null;
}

export interface TabletTicket {
  ticket_id: string;
  kind: TicketKind;
  text: string;
  status: TicketStatus;
  opened_at: Date;
  updated_at: Date;
}

export interface TabletToken {
  custom_token: string;
  device_id: string;
  tenant_id: string;
  property_id: string;
  room_id: string;
  stay_id: string;
}

export interface TakeOver {
  staff_id: string;
  pin: string;
}

export interface TakenOver {
  staff_id: string;
  custom_token: string;
  property_id: string;
}

export interface Tally {
  shift_id: string | null;
  minutes: number;
  checkouts: number;
  rooms: Record<string, number>;
}

export interface Task {
  revision: number;
  updated_at: Date | null;
  task_id: string;
  room_id: string;
  floor: number;
  wing: string;
  room_type: string;
  kind: TaskKind;
  status: TaskStatus;
  priority: Priority;
  priority_by_hand: boolean;
  hurried: boolean;
  linen_due: boolean;
  source: TasksSource;
  source_event_id: string | null;
  stay_id: string | null;
  language: string | null;
  business_date: string;
  created_at: Date;
  created_by: string;
  scheduled_for: Date | null;
  due_at: Date | null;
  vacated_at: Date | null;
  ready_at: Date | null;
  parked_since: Date | null;
  estimated_minutes: number;
  checklist_id: string | null;
  checklist_version: number | null;
  checklist: BoundChecklist | null;
  ticked: readonly string[];
  unticked: readonly string[];
  assignee: string | null;
  assigned_at: Date | null;
  given: Given | null;
  started_at: Date | null;
  begun_by: string | null;
  running_since: Date | null;
  moved_at: Date | null;
  worked_seconds: number;
  paused_for: PauseReason | null;
  finished_at: Date | null;
  finished_by: string | null;
  minutes: number | null;
  outcome: string;
  linen: readonly LinenCount[];
  photos: readonly string[];
  notes: readonly Note[];
  escalation: Escalation | null;
  of_task_id: string | null;
  wrong: readonly string[];
  inspection_id: string | null;
}

export const TASK_KIND_ORDER = [
  'turnover',
  'mid_stay_clean',
  'deep_clean',
  'post_maintenance',
  'post_renovation',
  'inspection',
] as const;
export type TaskKind = (typeof TASK_KIND_ORDER)[number];

export const TASK_STATUS_ORDER = [
  'pending',
  'assigned',
  'in_progress',
  'paused',
  'completed',
  'failed',
  'requires_maintenance',
  'cancelled',
] as const;
export type TaskStatus = (typeof TASK_STATUS_ORDER)[number];

export const TASKS_SOURCE_ORDER = ['event', 'manual', 'scheduler'] as const;
export type TasksSource = (typeof TASKS_SOURCE_ORDER)[number];

export interface TeamMember {
  staff_id: string;
  name: string;
  name_local: string;
  languages: readonly string[];
  role: StaffRole;
}

export interface Ticket {
  revision: number;
  updated_at: Date | null;
  ticket_id: string;
  room_id: string;
  stay_id: string | null;
  left_by: string | null;
  kind: TicketKind;
  text: string;
  status: TicketStatus;
  assignee: string | null;
  notes: readonly Note[];
  opened_by: string;
  opened_at: Date;
  closed_at: Date | null;
}

export interface TicketHere {
  ticket_id: string;
  kind: TicketKind;
  text: string;
  status: TicketStatus;
  assignee: string | null;
  opened_by: string;
  opened_at: Date;
}

export const TICKET_KIND_ORDER = [
  'towels',
  'pillow',
  'amenities',
  'cleaning',
  'maintenance',
  'noise',
  'food',
  'other',
] as const;
export type TicketKind = (typeof TICKET_KIND_ORDER)[number];

export const TICKET_STATUS_ORDER = ['open', 'accepted', 'in_progress', 'done', 'cancelled'] as const;
export type TicketStatus = (typeof TICKET_STATUS_ORDER)[number];

export interface Trouble {
  code: string;
  detail: string;
  at: Date;
}

export interface TurnoverStatistics {
  from_date: string;
  to_date: string;
  turnovers: number;
  time_to_ready: Spread;
  floors: readonly FloorTurnovers[];
  kinds: readonly KindOfWork[];
  people: readonly PersonsWork[];
  now: Headlines;
}

export interface Unpaired {
  device_ids: readonly string[];
}

export interface UploadPhoto {
  file: SentFile;
}

export interface UseSignInCode {
  code: string;
  password: string;
}

export const VERDICT_ORDER = ['passed', 'failed'] as const;
export type Verdict = (typeof VERDICT_ORDER)[number];

export interface VerifyWorkOrder {
  passed: boolean;
  note?: string;
}

export interface Welcome {
  guest_id: string;
  name: string;
  language: string | null;
  returning: boolean;
  stays_count: number;
  last_stay_at: Date | null;
  greeting: string;
  welcome_back: readonly string[];
  remembered: readonly Remembered[];
}

export interface WhoComes {
  guest_id?: string | null;
  name?: string | null;
  language?: string | null;
  email?: string | null;
  phone?: string | null;
  vip?: boolean;
}

export interface WhoIsHere {
  guest_id: string;
  name: string | null;
  language: string | null;
  stays_count: number;
  preferences: Record<string, string>;
  welcome_back: readonly string[];
}

export interface WhyNot {
  code: string;
  words: string;
  stay_id: string | null;
  block_id: string | null;
  from_at: Date | null;
  until_at: Date | null;
}

export interface WorkOrder {
  revision: number;
  updated_at: Date | null;
  work_order_id: string;
  room_id: string;
  category: string;
  description: string;
  severity: 'light' | 'heavy';
  status: WorkOrderStatus;
  priority: Priority;
  source: 'manual' | 'housekeeping';
  task_id: string | null;
  block_id: string | null;
  reported_by: string;
  opened_at: Date;
  assignee: string | null;
  started_at: Date | null;
  resolved_at: Date | null;
  resolution: string;
  verified_at: Date | null;
  verified_by: string | null;
  cancelled_at: Date | null;
  cancelled_for: string;
  photos: readonly string[];
  notes: readonly Note[];
}

export const WORK_ORDER_STATUS_ORDER = [
  'open',
  'assigned',
  'in_progress',
  'resolved',
  'verified',
  'cancelled',
] as const;
export type WorkOrderStatus = (typeof WORK_ORDER_STATUS_ORDER)[number];

export interface Worklist {
  revision: number;
  updated_at: Date | null;
  staff_id: string;
  shift_id: string | null;
  tasks: readonly InHand[];
  tally: Tally;
  running: string | null;
  last_room_id: string | null;
  last_floor: number | null;
  last_wing: string | null;
  last_seen_at: Date | null;
}
