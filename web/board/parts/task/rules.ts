// What may be done with a task now: by role, by who has it and by where it stands, as the server would judge it. The server
// decides; this only keeps away what it would refuse, and says what is in the way. Pure.
import { isProvisional } from '../../../data/commands';
import type { BoundChecklist, Checklist, OpenTask, Room, StaffRole, Task } from '../../../data/contracts';
import { leadsShifts, may } from '../../../data/roles';
import {
  answer_escalation,
  cancel_task,
  escalate_task,
  note_task,
  prioritise_task,
  start_task,
} from '../../../data/routes.gen';
import { isOpen, OF_VACANT_ROOMS } from '../../../data/tasks';

export interface Who {
  readonly me: string;
  readonly role: StaffRole;
  /** What they are good at, as the shift says that they are on. */
  readonly skills: readonly string[];
}

export type Step =
  | 'start'
  | 'pause'
  | 'resume'
  | 'complete'
  | 'fail'
  | 'report'
  /** A report that ends the task, for the room cannot be given to anybody. */
  | 'report_heavy'
  | 'escalate'
  | 'answer'
  | 'take'
  | 'assign'
  | 'put_back'
  | 'prioritise'
  | 'cancel'
  | 'note'
  | 'inspect';

const INSPECTS = 'inspection';

/** `work`: what an inspection is of, where this device knows it. */
export function stepsOf(task: Task, who: Who, work?: Task): ReadonlySet<Step> {
  if (isProvisional(task.task_id)) return new Set();
  const { status, escalation } = task;
  const lead = leadsShifts(who.role);
  const cleans = may(who.role, start_task);
  const theirs = cleans && (task.assignee === who.me || (lead && task.assignee !== null));
  const open = isOpen(task);
  const begun = status === 'in_progress' || status === 'paused';
  const waits = status === 'pending' || status === 'assigned';
  // An inspection ends with its verdict, and nobody has to start it.
  const looks = task.kind === 'inspection';
  const called = escalation !== null && escalation.answered_at === null;
  const allowed: Record<Step, boolean> = {
    start: !looks && waits && (status === 'pending' ? cleans : theirs),
    pause: status === 'in_progress' && theirs,
    resume: status === 'paused' && theirs,
    complete: !looks && begun && theirs,
    fail: (begun || status === 'assigned') && theirs,
    report: (begun || status === 'assigned') && theirs,
    report_heavy: (begun || status === 'assigned') && theirs,
    // Who would come is not called.
    escalate: open && !called && !lead && may(who.role, escalate_task),
    answer: open && called && may(who.role, answer_escalation),
    take: status === 'pending' && cleans && !lead,
    assign: open && lead && status !== 'in_progress',
    put_back: lead && (status === 'assigned' || status === 'paused'),
    prioritise: open && may(who.role, prioritise_task),
    cancel: open && may(who.role, cancel_task),
    note: may(who.role, note_task),
    inspect: cleans && mayInspect(task, who, lead, looks ? work : task),
  };
  return new Set((Object.keys(allowed) as Step[]).filter((step) => allowed[step]));
}

/** A shift lead, or who is on shift with the skill for it and did not do the work. */
function mayInspect(task: Task, { me, skills }: Who, lead: boolean, work: Task | undefined): boolean {
  const wanted =
    task.kind === 'inspection'
      ? isOpen(task)
      : task.status === 'completed' && OF_VACANT_ROOMS.includes(task.kind) && task.inspection_id === null;
  const own = work?.assignee === me || work?.finished_by === me;
  return wanted && (lead || (skills.includes(INSPECTS) && !own));
}

export type Obstacle =
  { readonly is: 'guest_here'; readonly until: Date } | { readonly is: 'at_work'; readonly elsewhere: Task };

/** What keeps a task from being begun now; null where nothing does. `tasks`: all that are known. */
export function obstacleOf(
  task: Task,
  room: Room | undefined,
  tasks: readonly Task[],
  me: string,
): Obstacle | null {
  if (room?.stay && waitsForGuest(task, room)) return { is: 'guest_here', until: room.stay.check_out_at };
  const who = task.assignee ?? me;
  const elsewhere = tasks.find(
    (one) => one.task_id !== task.task_id && one.assignee === who && one.status === 'in_progress',
  );
  return elsewhere ? { is: 'at_work', elsewhere } : null;
}

/** A turnover waits until its guest has left. */
export function waitsForGuest(task: Task, room: Room | undefined): boolean {
  if (task.kind !== 'turnover' || !room?.stay) return false;
  return task.vacated_at === null || room.stay.stay_id === task.stay_id;
}

/** The lines that have to be ticked and are not. */
/** Everything that nobody ticked, also what may be left. */
export function leftUnticked(checklist: BoundChecklist | null, ticked: readonly string[]): readonly string[] {
  return (checklist?.items ?? []).map(({ item_id }) => item_id).filter((item) => !ticked.includes(item));
}

export function unticked(checklist: BoundChecklist | null, ticked: readonly string[]): readonly string[] {
  const items = checklist?.items ?? [];
  return items
    .filter((item) => item.required && !ticked.includes(item.item_id))
    .map(({ item_id }) => item_id);
}

/** The house's own list for such rooms, else that for all rooms. */
export function inspectionList(checklists: readonly Checklist[], roomType: string): Checklist | undefined {
  const ofInspections = checklists.filter(({ kind, active }) => kind === 'inspection' && active);
  return (
    ofInspections.find(({ room_type }) => room_type === roomType) ??
    ofInspections.find(({ room_type }) => room_type === '')
  );
}

/** In the language asked for, else one close to it, else English, else whatever is there. */
export function wordsIn(words: Readonly<Record<string, string>>, code: string, otherwise = ''): string {
  const close = Object.keys(words).find((known) => known.split('-')[0] === code.split('-')[0]);
  return words[code] ?? (close && words[close]) ?? words.en ?? Object.values(words)[0] ?? otherwise;
}

/** Who has begun to clean the room, or has only paused: a room is done only when nobody is at work in it. */
export function atWorkIn(room: Room): OpenTask | undefined {
  return room.tasks.find(
    ({ kind, status }) => kind !== 'inspection' && (status === 'in_progress' || status === 'paused'),
  );
}
