// One task in somebody's hands: what may be done with it now, what is open of it on the screen, and what was ticked and
// written but not sent. Used by the sheet beside any page and by the housekeeper's own list.
import { uploadPhoto } from '../../../data/photos';
import type { Command } from '../../../data/commands';
import type { BoundChecklist, Room, Task } from '../../../data/contracts';
import { draftOf, dropDraft, keepDraft } from '../../../data/drafts';
import { get_task, list_checklists } from '../../../data/routes.gen';
import { completeTask, inspectTask, isOpen } from '../../../data/tasks';
import { clock } from '../../../design/clock.svelte';
import type { Board } from '../../board.svelte';
import { meanwhile, type Meanwhile } from './changes';
import { EMPTY, isEmpty, judgement, workDone, type Draft, type Shot } from './draft';
import { workedSeconds } from '../due';
import { inspectionList, obstacleOf, stepsOf, type Obstacle, type Step } from './rules';

/** What of the task takes the screen: looking at it, or one of its forms. */
export type Mode = 'look' | 'pause' | 'finish' | 'inspect' | 'fail' | 'escalate' | 'cancel';
const REASON_STEPS = ['fail', 'escalate', 'cancel'] as const;
export type ReasonStep = (typeof REASON_STEPS)[number];
/** What opens over that, and leaves it as it is. */
export type Over = 'report' | 'found' | null;

export class Working {
  mode = $state.raw<Mode>('look');
  over = $state.raw<Over>(null);
  draft = $state.raw<Draft>(EMPTY);
  /** Why it fails, is escalated or cancelled, while that is being written. */
  reason = $state('');
  /** Sent once already with something missing, which is said since. */
  tried = $state.raw(false);
  /** Tasks that ended before this day are not listened to. */
  #read = $state.raw<Task | null | undefined>(undefined);
  #workRead = $state.raw<Task | null>(null);
  #standard = $state.raw<BoundChecklist | null>(null);
  /** As the task was when a form of it was opened. */
  #before = $state.raw<Task | null>(null);
  #asked = false;
  #askedOf: string | null = null;

  readonly task: Task | undefined = $derived.by(
    () => this.board.tasks.get(this.taskId) ?? this.#read ?? undefined,
  );
  readonly room: Room | undefined = $derived.by(() => this.task && this.board.rooms.get(this.task.room_id));
  /** What an inspection is of, also where it is not among the tasks listened to: colleagues' ended work is the leads'. */
  readonly work: Task | undefined = $derived.by(() => {
    const of = this.#inspected;
    return of === null ? undefined : (this.board.tasks.get(of) ?? this.#workRead ?? undefined);
  });
  readonly steps: ReadonlySet<Step> = $derived.by(() => {
    const { role, scope, shifts } = this.board;
    if (!this.task) return new Set<Step>();
    const shift = shifts.all.find(({ staff_id, status }) => staff_id === scope.me && status === 'on');
    return stepsOf(this.task, { me: scope.me, role, skills: shift?.skills ?? [] }, this.work);
  });
  readonly obstacle: Obstacle | null = $derived.by(() =>
    this.task ? obstacleOf(this.task, this.room, this.board.tasks.all, this.board.scope.me) : null,
  );
  readonly meanwhile: Meanwhile | null = $derived.by(() =>
    this.#before && this.task ? meanwhile(this.#before, this.task) : null,
  );
  readonly minutes: number = $derived.by(() =>
    this.task ? Math.round(workedSeconds(this.task, clock.now) / 60) : 0,
  );
  readonly pending: boolean = $derived.by(() => this.board.isPending('tasks', this.taskId));
  /** What is asked at an inspection: bound to the task that asks for it, else the house's, else what the server says is usual. */
  readonly questions: BoundChecklist | null = $derived.by(() => {
    const { task, board } = this;
    if (!task) return null;
    const asking =
      task.kind === 'inspection' ? task : board.tasks.all.find((one) => one.of_task_id === task.task_id);
    if (asking?.kind === 'inspection' && asking.checklist) return asking.checklist;
    return inspectionList(board.checklists.all, task.room_type) ?? this.#standard;
  });
  /** Somebody else ended it, and what was done here has not been told. */
  readonly untold: boolean = $derived.by(() => {
    const { task, draft } = this;
    return (
      task !== undefined && !isOpen(task) && task.kind !== 'inspection' && !isEmpty(draft) && !draft.sent
    );
  });

  constructor(
    readonly board: Board,
    readonly taskId: string,
  ) {
    void this.#readDraft();
  }

  get #of(): string {
    return `tasks/${this.taskId}`;
  }

  async #readDraft(): Promise<void> {
    const kept = (await draftOf(this.board.owner, this.#of)) as Partial<Draft> | undefined;
    if (kept && this.draft === EMPTY) this.draft = { ...EMPTY, ...kept };
  }

  change(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    void keepDraft(this.board.owner, this.#of, this.draft);
  }

  /** What was sent stays until the server has it, and comes back where that refuses it. */
  settle(): void {
    const { sent } = this.draft;
    if (!sent || this.board.pending.some(({ key }) => key === sent)) return;
    const refused = this.board.refused.find(({ key }) => key === sent);
    if (refused && refused.problem.status >= 400) return this.change({ sent: null });
    this.draft = EMPTY;
    void dropDraft(this.board.owner, this.#of);
  }

  /** Looks after what was sent, also when the screen is at another task by then. */
  #sent(key: string): void {
    this.change({ sent: key });
    const stop = $effect.root(() => {
      $effect(() => {
        this.settle();
        if (!this.draft.sent) queueMicrotask(stop);
      });
    });
  }

  open(mode: Mode): void {
    this.mode = mode;
    this.reason = '';
    this.tried = false;
    this.#before = mode === 'look' ? null : (this.task ?? null);
  }

  /** Asks for a task that is not among those listened to. Null: there is none, or nobody answers. */
  async ask(): Promise<void> {
    const { tasks, online } = this.board;
    if (this.task || this.#asked || tasks.feed === 'loading' || !online) return;
    this.#asked = true;
    this.#read = await this.board.read(get_task, {}, { task_id: this.taskId }).catch(() => null);
  }

  get #inspected(): string | null {
    return this.task?.kind === 'inspection' ? this.task.of_task_id : null;
  }

  /** Asks for what is to be inspected, where that is not listened to. */
  async askForWork(): Promise<void> {
    const { board, work } = this;
    const of = this.#inspected;
    if (of === null || work || this.#askedOf === of || board.tasks.feed === 'loading' || !board.online)
      return;
    this.#askedOf = of;
    this.#workRead = await board.read(get_task, {}, { task_id: of }).catch(() => null);
  }

  get missing(): boolean {
    return !this.task && (this.#read === null || (this.board.tasks.feed !== 'loading' && !this.board.online));
  }

  async inspect(): Promise<void> {
    this.open('inspect');
    const { board, task } = this;
    if (this.questions || !task) return;
    const usual = await board.read(list_checklists, { kind: 'inspection' }).catch(() => []);
    this.#standard = inspectionList(usual, task.room_type) ?? null;
  }

  /** As `do`, of what somebody filled in: refused, it comes back to them. */
  sendForm(form: { send(command: Command): string }, command: Command): void {
    form.send(command);
    if (this.#before) this.#before = this.task ?? null;
  }

  /** The form of a step that says why; its words are in `reason`. */
  #formOf(step: Mode): string {
    return `${this.#of}/${step}`;
  }

  sendReason(step: ReasonStep, command: Command): void {
    const { board, reason } = this;
    const returned = board.returnedTo(this.#formOf(step));
    board.do({ ...command, form: { of: this.#formOf(step), fields: { reason } } });
    returned.forEach(({ key }) => board.dismiss(key));
    this.open('look');
  }

  /** Out of the form that is open; what was refused of it is let go of. */
  back(): void {
    this.board.returnedTo(this.#formOf(this.mode)).forEach(({ key }) => this.board.dismiss(key));
    this.open('look');
  }

  /** What was refused of a step that says why is before whoever looks at the task, as they wrote it. */
  takeBack(): void {
    const { board, mode } = this;
    if (mode !== 'look') return;
    const refused = REASON_STEPS.flatMap((step) => {
      const last = board.returnedTo(this.#formOf(step)).at(-1);
      return last ? [{ step, fields: last.command.form?.fields }] : [];
    });
    const [first] = refused;
    if (!first) return;
    this.open(first.step);
    this.reason = String(first.fields?.reason ?? '');
  }

  /** Takes a tap; whatever form is open then stands against the task as that made it. */
  do(command: Command, undo?: Command): string {
    const key = this.board.do(command, undo);
    if (this.#before) this.#before = this.task ?? null;
    return key;
  }

  photograph(pictures: readonly Blob[]): void {
    const { board, task } = this;
    if (!task) return;
    for (const blob of pictures) {
      const key = board.do(uploadPhoto(board.scope, task.room_id, blob));
      this.change({
        shots: [...this.draft.shots, { key, blob, when: this.#moment }],
      });
    }
  }

  /** What a photo taken now shows: the room before the work, in the middle of it, or after. */
  get #moment(): Shot['when'] {
    if (this.mode !== 'look') return 'after';
    return this.task?.started_at ? 'during' : 'before';
  }

  complete(): void {
    const { board, task } = this;
    if (!task) return;
    const command = completeTask(board.scope, task, workDone(this.draft, task));
    // One that is over stays as it ended: only the work is put to it.
    const [target] = command.shows;
    const shows = isOpen(task) || !target ? command.shows : [{ ...target, fields: {} }];
    this.#sent(this.board.do({ ...command, shows }));
    this.open('look');
  }

  judge(): boolean {
    const { board, task, questions } = this;
    const judged =
      questions &&
      judgement(
        this.draft,
        questions.items.map(({ item_id }) => item_id),
      );
    if (!task || !judged) return false;
    this.#sent(board.do(inspectTask(board.scope, task, judged)));
    this.open('look');
    return true;
  }
}
