"""What the house learns from its own work: how long things take."""

from __future__ import annotations

from shared.domain.estimates import Estimate, estimate_id_of
from shared.domain.tasks import Task, TaskCompleted
from shared.runtime.routes import handler
from shared.runtime.work import Work


@handler(TaskCompleted)
def learn_minutes_when_task_completed(event: TaskCompleted, work: Work) -> None:
    """Plan such work in such rooms with the minutes that it takes here."""
    task = work.find(Task, event.task_id)
    if task is None or task.minutes is None:
        return
    estimate_id = estimate_id_of(task.room_type, task.kind)
    known = work.find(Estimate, estimate_id) or Estimate(estimate_id=estimate_id)
    learned = known.learning(task.minutes, task.estimated_minutes)
    if learned is not known:
        work.keep(learned)
