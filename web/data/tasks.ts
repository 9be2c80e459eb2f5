// Tasks: the commands of whoever gives, does or looks over the work. The queries are apart, in taskQueries.ts.
import { commandOf, type Here } from './calls';
import { provisionalId, workOf, type Command, type ReplyOf, type Shown } from './commands';
import type {
  Answered,
  Cleaning,
  CleaningState,
  CompleteTask,
  CreateTask,
  Inspection,
  InspectTask,
  PauseReason,
  Priority,
  RequireMaintenance,
  Task,
  TaskKind,
  Worklist,
} from './contracts';
import {
  answer_escalation,
  assign_task,
  cancel_task,
  complete_task,
  create_task,
  escalate_task,
  fail_task,
  inspect_task,
  note_task,
  order_worklist,
  pause_task,
  prioritise_task,
  require_maintenance,
  resume_task,
  start_task,
} from './routes.gen';
import { hotelNow } from '../now';

export { isOpen } from './taskQueries';

/** After these a vacant room is inspected, where the house inspects, before it is ready. */
export const OF_VACANT_ROOMS: readonly TaskKind[] = [
  'turnover',
  'deep_clean',
  'post_maintenance',
  'post_renovation',
];

// Commands -----------------------------------------------------------------------------------------------------------

const on = (task: Task, fields: Partial<Task>): Shown => ({ kind: 'tasks', id: task.task_id, fields });

function room(task: Task, status: Cleaning, by: string): Shown {
  const cleaning: CleaningState = {
    status,
    since: hotelNow(),
    by,
    reason: '',
    override: false,
    task_id: null,
    found: null,
  };
  return { kind: 'rooms', id: task.room_id, fields: { cleaning } };
}

const about = (key: string, task: Task) => ({ key: `note.${key}`, values: { room: task.room_id } });

/** The clock stands still: what ran until now is counted. */
function stopped(task: Task): Pick<Task, 'worked_seconds' | 'running_since'> {
  const ran = task.running_since
    ? Math.max(0, (hotelNow().getTime() - task.running_since.getTime()) / 1000)
    : 0;
  return { worked_seconds: task.worked_seconds + Math.round(ran), running_since: null };
}

const of = (task: Task) => ({ ids: { task_id: task.task_id }, lane: task.room_id });

/** What somebody does at work: `who` has the task. */
const atWork = (task: Task, who: string | null) => ({
  ...of(task),
  ...(who === null ? {} : { workLane: workOf(who) }),
});

/** Gives the task to somebody; null puts it back. */
export function assignTask(here: Here, task: Task, staffId: string | null): Command<Task> {
  const given = staffId === null ? null : ('by_hand' as const);
  const status = staffId === null ? ('pending' as const) : ('assigned' as const);
  const clock = staffId === null ? stopped(task) : {};
  return commandOf(assign_task, here, {
    ...(staffId === null ? atWork(task, task.assignee) : of(task)),
    body: { staff_id: staffId },
    shows: [
      on(task, { assignee: staffId, status, given, assigned_at: hotelNow(), paused_for: null, ...clock }),
    ],
    about:
      staffId === null
        ? about('put_back_task', task)
        : { ...about('assign_task', task), people: { person: staffId } },
  });
}

/** `who` starts: a shift lead taps for whoever has the task. */
export function startTask(here: Here, task: Task, who: string = task.assignee ?? here.me): Command<Task> {
  const now = hotelNow();
  const begun = on(task, {
    status: 'in_progress',
    assignee: who,
    started_at: task.started_at ?? now,
    begun_by: who,
    running_since: now,
    paused_for: null,
    parked_since: null,
  });
  return commandOf(start_task, here, {
    ...atWork(task, who),
    body: { staff_id: who },
    shows: task.kind === 'inspection' ? [begun] : [begun, room(task, 'cleaning', who)],
    about: about('start_task', task),
  });
}

export function pauseTask(here: Here, task: Task, reason: PauseReason): Command<Task> {
  return commandOf(pause_task, here, {
    ...atWork(task, task.assignee),
    body: { reason },
    shows: [on(task, { status: 'paused', paused_for: reason, ...stopped(task) })],
    about: { ...about('pause_task', task), words: { word: `pause_reason.${reason}` } },
  });
}

export function resumeTask(here: Here, task: Task): Command<Task> {
  const begun = on(task, { status: 'in_progress', running_since: hotelNow(), paused_for: null });
  return commandOf(resume_task, here, {
    ...atWork(task, task.assignee),
    body: {},
    shows: task.kind === 'inspection' ? [begun] : [begun, room(task, 'cleaning', task.assignee ?? here.me)],
    about: about('resume_task', task),
  });
}

type Photos = { readonly photos?: readonly (string | ReplyOf)[] };

const ofToday = (task: Task): Partial<Task> => ({ finished_at: hotelNow(), ...stopped(task) });

export function completeTask(
  here: Here,
  task: Task,
  done: Omit<CompleteTask, 'photos'> & Photos,
): Command<Task> {
  const who = done.staff_id ?? task.assignee ?? here.me;
  const ended = on(task, {
    status: 'completed',
    finished_by: who,
    ticked: done.ticked ?? [],
    minutes: done.minutes ?? task.minutes,
    ...ofToday(task),
  });
  const cleaned = OF_VACANT_ROOMS.includes(task.kind) ? 'cleaned' : 'clean';
  return commandOf(complete_task, here, {
    ...atWork(task, who),
    body: done,
    shows: task.kind === 'inspection' ? [ended] : [ended, room(task, cleaned, who)],
    about: about('complete_task', task),
  });
}

export function failTask(here: Here, task: Task, reason: string): Command<Task> {
  return commandOf(fail_task, here, {
    ...atWork(task, task.assignee),
    body: { reason },
    shows: [on(task, { status: 'failed', outcome: reason, ...ofToday(task) })],
    about: about('fail_task', task),
  });
}

export function escalateTask(here: Here, task: Task, reason: string): Command<Task> {
  const at = hotelNow();
  const was = task.escalation?.answered_at === null ? task.escalation : null;
  const said = { reason, by: here.me, at };
  const fresh = { ...said, also: [], told: 1, last_told_at: at, answered_at: null, answered_by: null };
  const call = was ? { ...was, also: [...was.also, said] } : fresh;
  return commandOf(escalate_task, here, {
    ...of(task),
    body: { reason },
    shows: [on(task, { escalation: call })],
    about: about('escalate_task', task),
  });
}

export function answerEscalation(here: Here, task: Task): Command<Task> {
  const { escalation: call } = task;
  const answered = call && { ...call, answered_at: hotelNow(), answered_by: here.me };
  return commandOf(answer_escalation, here, {
    ...of(task),
    body: {},
    shows: [on(task, { escalation: answered })],
    about: about('answer_escalation', task),
  });
}

export function requireMaintenance(
  here: Here,
  task: Task,
  report: Omit<RequireMaintenance, 'photos'> & Photos,
): Command<Task> {
  const ends = report.severity === 'heavy';
  const waits = task.status === 'in_progress';
  const heavy: Partial<Task> = {
    status: 'requires_maintenance',
    outcome: report.description,
    ...ofToday(task),
  };
  const light: Partial<Task> = { status: 'paused', paused_for: 'awaiting_maintenance', ...stopped(task) };
  return commandOf(require_maintenance, here, {
    ...atWork(task, task.assignee),
    body: report,
    shows: [on(task, ends ? heavy : waits ? light : {})],
    about: about('require_maintenance', task),
  });
}

export function cancelTask(here: Here, task: Task, reason: string): Command<Task> {
  return commandOf(cancel_task, here, {
    ...of(task),
    body: { reason },
    shows: [on(task, { status: 'cancelled', outcome: reason, ...ofToday(task) })],
    about: about('cancel_task', task),
  });
}

export function prioritiseTask(here: Here, task: Task, priority: Priority): Command<Task> {
  return commandOf(prioritise_task, here, {
    ...of(task),
    body: { priority },
    shows: [on(task, { priority, priority_by_hand: true })],
    about: { ...about('prioritise_task', task), words: { word: `priority.${priority}` } },
  });
}

/** Words, photos, or both. */
export function noteTask(
  here: Here,
  task: Task,
  text: string,
  photos: readonly (string | ReplyOf)[] = [],
): Command<Task> {
  const said = text ? { notes: [...task.notes, { text, by: here.me, at: hotelNow() }] } : {};
  return commandOf(note_task, here, {
    ...of(task),
    body: { text, photos },
    shows: [on(task, said)],
    about: about('note_task', task),
  });
}

/** The order in which somebody does what they have in hand. Give it `after`, where it waits for a task to be given first. */
export function orderWorklist(here: Here, worklist: Worklist, taskIds: readonly string[]): Command<Worklist> {
  const rank = (taskId: string) => (taskIds.includes(taskId) ? taskIds.indexOf(taskId) : taskIds.length);
  const tasks = [...worklist.tasks].sort(
    (one, other) => Number(one.parked) - Number(other.parked) || rank(one.task_id) - rank(other.task_id),
  );
  return commandOf(order_worklist, here, {
    ids: { staff_id: worklist.staff_id },
    body: { task_ids: taskIds },
    lane: `worklists/${worklist.staff_id}`,
    shows: [{ kind: 'worklists', id: worklist.staff_id, fields: { tasks } }],
    about: { key: 'note.order_worklist', people: { person: worklist.staff_id } },
  });
}

/** `place`: where the room lies, for the task to stand among the others until the server has made it. */
export function createTask(
  here: Here,
  place: Pick<Task, 'floor' | 'wing' | 'room_type' | 'business_date'>,
  wanted: CreateTask & Pick<Task, 'room_id' | 'kind'>,
): Command<unknown> {
  const task = newTask(here, place, wanted);
  return commandOf(create_task, here, {
    body: wanted,
    lane: wanted.room_id,
    shows: [{ kind: 'tasks', id: task.task_id, fields: { ...task }, isNew: true }],
    about: {
      key: 'note.create_task',
      values: { room: wanted.room_id },
      words: { word: `task_kind.${wanted.kind}` },
    },
  });
}

function newTask(
  here: Here,
  place: Pick<Task, 'floor' | 'wing' | 'room_type' | 'business_date'>,
  wanted: CreateTask & Pick<Task, 'room_id' | 'kind'>,
): Task {
  const at = hotelNow();
  return {
    ...place,
    revision: 0,
    updated_at: at,
    task_id: provisionalId(),
    room_id: wanted.room_id,
    kind: wanted.kind,
    status: 'pending',
    priority: wanted.priority ?? 'normal',
    priority_by_hand: wanted.priority != null,
    hurried: false,
    linen_due: false,
    source: 'manual',
    source_event_id: null,
    stay_id: null,
    language: null,
    created_at: at,
    created_by: here.me,
    scheduled_for: wanted.scheduled_for ?? null,
    due_at: null,
    vacated_at: null,
    moved_at: null,
    ready_at: null,
    parked_since: null,
    estimated_minutes: 0,
    checklist_id: null,
    checklist_version: null,
    checklist: null,
    ticked: [],
    unticked: [],
    assignee: null,
    assigned_at: null,
    given: null,
    started_at: null,
    begun_by: null,
    running_since: null,
    worked_seconds: 0,
    paused_for: null,
    finished_at: null,
    finished_by: null,
    minutes: null,
    outcome: '',
    linen: [],
    photos: [],
    notes: wanted.note ? [{ text: wanted.note, by: here.me, at }] : [],
    escalation: null,
    of_task_id: null,
    wrong: [],
    inspection_id: null,
  };
}

type Judged = Omit<InspectTask, 'answers' | 'photos'> &
  Photos & { readonly answers: readonly (Omit<Answered, 'photos'> & Photos)[] };

/** `task`: the work that was done, or the inspection that asks for it. */
export function inspectTask(here: Here, task: Task, judged: Judged): Command<Inspection> {
  const failed = judged.answers.some(({ answer }) => answer === 'fail');
  const looked =
    task.kind === 'inspection'
      ? [on(task, { status: 'completed', finished_by: here.me, ...ofToday(task) })]
      : [];
  return commandOf(inspect_task, here, {
    ...of(task),
    body: judged,
    // The reply is the inspection, which has no id yet.
    shows: [
      { kind: 'inspections', id: task.task_id, fields: {} },
      ...looked,
      room(task, failed ? 'dirty' : 'ready', here.me),
    ],
    about: { ...about('inspect_task', task), words: { word: `verdict.${failed ? 'failed' : 'passed'}` } },
  });
}
