// Carries out what a drop or a choice in the menu means: asks what is missing, does it, offers the way back, or says why not.
import type { Command } from '../../data/commands';
import { PAUSE_REASON_ORDER, type PauseReason, type Task, type Worklist } from '../../data/contracts';
import { leadsShifts } from '../../data/roles';
import { assignTask, orderWorklist, pauseTask, resumeTask, startTask } from '../../data/tasks';
import { toasts } from '../../design/toasts.svelte';
import { isolated, t } from '../../i18n/index.svelte';
import type { Board } from '../board.svelte';
import { open } from '../shell/router.svelte';
import { inHand, inOrderOf, placed, type State } from './columns';
import type { Desk, Drop } from './desk.svelte';
import { NOBODY } from './filters';
import { toPerson, toState, type Move, type Mover } from './moves';

/** What a dialog asks about a task: where it is to go, whose it is to be, or why it stops. */
export type Asking =
  | { readonly what: 'where' | 'reason'; readonly task: Task }
  | { readonly what: 'person'; readonly task: Task; readonly then: 'assign' | 'start' };

export const PLACES = ['first', 'up', 'down', 'last'] as const;
export type Place = (typeof PLACES)[number];

export class Moving {
  asking = $state.raw<Asking | null>(null);
  readonly mover: Mover;

  constructor(
    private readonly board: Board,
    private readonly desk: () => Desk,
  ) {
    this.mover = {
      me: board.scope.me,
      leads: leadsShifts(board.role),
      running: (staffId) =>
        board.tasks.all.find(({ status, assignee }) => status === 'in_progress' && assignee === staffId),
    };
  }

  ask(asking: Asking | null): void {
    this.asking = asking;
  }

  drop({ task, from, to, order }: Drop): void {
    if (this.desk().filters.layout === 'state') {
      if (from !== to) this.carryOut(task, toState(task, to as State, this.mover));
      return;
    }
    if (from === to) return this.#reorder(task, to, order);
    const move = toPerson(task, to, this.mover);
    if (move.do === 'assign') this.#give(task, move.who, order);
    else this.carryOut(task, move);
  }

  carryOut(task: Task, move: Move): void {
    const { board } = this;
    const { scope } = board;
    switch (move.do) {
      case 'nothing':
        return;
      case 'refuse':
        return this.#say(move);
      case 'assign':
        return this.#give(task, move.who);
      case 'put_back':
        board.do(assignTask(scope, task, null), this.#asItWas(task));
        return;
      case 'start':
        board.do(startTask(scope, task, move.who));
        return;
      case 'resume':
        board.do(resumeTask(scope, task), pauseTask(scope, task, task.paused_for ?? 'break'));
        return;
      case 'ask_reason':
        return this.ask({ what: 'reason', task });
      case 'ask_person':
        return this.ask({ what: 'person', task, then: move.then });
      case 'finish':
        open({ task: task.task_id });
        toasts.add({ tone: 'done', text: t('tasks.finish_here', { room: this.desk().numberOf(task) }) });
    }
  }

  pause(task: Task, reason: PauseReason): void {
    const { board } = this;
    board.do(pauseTask(board.scope, task, reason), resumeTask(board.scope, task));
  }

  /** Somebody was chosen, for what was asked. */
  choosePerson(task: Task, who: string, then: 'assign' | 'start'): void {
    if (then === 'assign') return this.carryOut(task, toPerson(task, who, this.mover));
    const running = this.mover.running(who);
    this.carryOut(
      task,
      running
        ? { do: 'refuse', why: 'tasks.not.elsewhere', who, room: running.room_id }
        : { do: 'start', who },
    );
  }

  /** To another place of the list it is in. */
  moveWithin(task: Task, place: Place): void {
    if (!task.assignee) return;
    const whole = this.#orderOf(task.assignee);
    const at = whole.indexOf(task.task_id);
    const others = whole.filter((id) => id !== task.task_id);
    const to = { first: 0, up: Math.max(0, at - 1), down: at + 1, last: others.length }[place];
    this.#reorder(task, task.assignee, others.toSpliced(to, 0, task.task_id));
  }

  /** Whether this person's list may be put in order here, and there is anything to order. */
  mayOrder({ assignee }: Task): boolean {
    const { me, leads } = this.mover;
    return assignee !== null && (leads || assignee === me) && this.#orderOf(assignee).length > 1;
  }

  refusalWords(move: Move & { do: 'refuse' }): string {
    const { who = '', room = '' } = move;
    const number = this.board.rooms.get(room)?.number ?? room;
    return t(move.why, { person: isolated(this.board.name(who)), room: isolated(number) });
  }

  #say(move: Move & { do: 'refuse' }): void {
    toasts.add({ tone: 'refused', text: this.refusalWords(move) });
  }

  #orderOf(staffId: string): readonly string[] {
    const { board } = this;
    const theirs = board.tasks.all.filter(
      ({ assignee, finished_at }) => assignee === staffId && finished_at === null,
    );
    return inOrderOf(board.worklists.get(staffId), theirs).map(({ task_id }) => task_id);
  }

  /** `order`: as the list lies with it, where it was put at a place. */
  #give(task: Task, who: string, order?: readonly string[]): void {
    const { board } = this;
    const wanted = order && placed(this.#orderOf(who), task.task_id, order);
    const key = board.do(assignTask(board.scope, task, who), this.#asItWas(task));
    const worklist = board.worklists.get(who);
    // The server puts it last by itself.
    if (!wanted || !worklist || wanted.at(-1) === task.task_id) return;
    board.do({ ...orderWorklist(board.scope, withTask(worklist, task), wanted), after: [key] });
  }

  #reorder(task: Task, staffId: string, order: readonly string[]): void {
    const { board } = this;
    const { me, leads } = this.mover;
    const worklist = board.worklists.get(staffId);
    if (staffId === NOBODY || !worklist) return;
    if (!leads && staffId !== me) return this.#say({ do: 'refuse', why: 'tasks.not.list_anothers' });
    const whole = this.#orderOf(staffId);
    const wanted = placed(whole, task.task_id, order);
    if (wanted.every((id, place) => id === whole[place])) return;
    const list = withTask(worklist, task);
    board.do(orderWorklist(board.scope, list, wanted), orderWorklist(board.scope, list, whole));
  }

  #asItWas(task: Task): Command<Task> {
    return assignTask(this.board.scope, task, task.assignee);
  }
}

/** The list knowing of a task that was given a moment ago. */
function withTask(worklist: Worklist, task: Task): Worklist {
  if (worklist.tasks.some(({ task_id }) => task_id === task.task_id)) return worklist;
  return { ...worklist, tasks: [...worklist.tasks, inHand(task)] };
}

export const REASONS = PAUSE_REASON_ORDER;
