// What a card says to somebody who hears it.
import type { Task } from '../../data/contracts';
import { isOpen } from '../../data/taskQueries';
import { clock } from '../../design/clock.svelte';
import { t } from '../../i18n/index.svelte';
import { timeOrDay } from '../../i18n/time';
import type { Board } from '../board.svelte';
import { dueOf } from '../parts/due';
import { span } from '../parts/words';

export function cardLabel(board: Board, task: Task): string {
  const room = board.rooms.get(task.room_id);
  const due = dueOf(task, board.nextArrival(room)?.expected_at, clock.minute);
  const who = isOpen(task) ? task.assignee : (task.finished_by ?? task.assignee);
  const parts = [
    t('room.title', { number: room?.number ?? task.room_id }),
    t(`task_kind.${task.kind}`),
    t(`task_status.${task.status}`),
    task.priority === 'normal' || !isOpen(task) ? '' : t(`priority.${task.priority}`),
    who ? board.name(who) : t('task_card.nobody'),
    due
      ? t(`task_due.${due.how}`, {
          time: timeOrDay(due.at, clock.minute, board.manner),
          span: due.span ? span(due.span) : '',
        })
      : '',
  ];
  return parts.filter(Boolean).join(' · ');
}
