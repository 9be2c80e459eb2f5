"""Jobs fan out: a schedule's call publishes one message for each property, and each run is pushed by itself.

So each has its own acknowledgement, retry and dead letter; a property that hangs or fails delays no other
(docs/decisions/jobs-fan-out.md). A run may come twice: what a job does is guarded, as all that is committed.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from shared.domain.people import system
from shared.domain.refusals import Refusal
from shared.domain.words import Instant
from shared.runtime import telemetry
from shared.runtime.bus.port import Message, PublishFailed
from shared.runtime.cloud import cloud
from shared.runtime.events_in import Delivery
from shared.runtime.execution import Call, Contended
from shared.runtime.place import Place
from shared.runtime.problems import BUSY, FAILED, MALFORMED, Problem
from shared.runtime.routes import Route
from shared.runtime.schedules import Schedule
from shared.runtime.store.port import DEFAULT_DATABASE, StoreError
from shared.runtime.subscriptions import job_topic
from shared.runtime.tenancy import REMEMBERED, place_of, registry_page
from shared.runtime.units import TryAgain, Units


class Run(BaseModel):
    """The message: run this job once in this property.

    `scheduled_at` is the turn of the schedule that asked for it, `next_at` its next one; `listed_at` is when the registry said
    where the property is.
    """

    model_config = ConfigDict(
        defer_build=True, frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore"
    )

    job: str
    tenant_id: str
    property_id: str
    database: str = DEFAULT_DATABASE
    scheduled_at: Instant
    next_at: Instant
    listed_at: Instant

    def message(self) -> Message:
        return Message(
            job_topic(self.job),
            self.model_dump_json(by_alias=True).encode(),
            attributes={"job": self.job, "tenantId": self.tenant_id, "propertyId": self.property_id},
        )


def fan_out(job: Route, scheduled_at: datetime | None = None) -> None:
    """Publish a run of this job for every property; a page of the registry is read while the one before is published.

    Raises Problem BUSY where not all are known to be on the bus, StoreError where the registry cannot be read: then the
    schedule calls again, and what was published is published twice.
    """
    now = cloud().clock()
    turn = min(scheduled_at or now, now)
    next_at = Schedule.parse(job.schedule).after(turn)
    published = lost = 0
    for places, listed_at in _pages():
        runs = [_run_of(job, place, turn, next_at, listed_at) for place in places]
        try:
            cloud().bus.publish([run.message() for run in runs])
            published += len(runs)
        except PublishFailed as reason:
            telemetry.warning("runs were not published", job=job.job, properties=len(runs), reason=str(reason))
            lost += len(runs)
    telemetry.count("job_runs_published", published, job=job.job)
    if lost:
        raise Problem(BUSY, f"{lost} runs were not published", headers={"Retry-After": "5"})


def run(route: Route, message: Delivery, request_id: str) -> None:
    """Run a job in the property that the message names, unless a later run has done so or will.

    Raises what the job raises, so that Pub/Sub brings the message again; Problem MALFORMED for what is no such message.
    """
    asked = run_in(message.data)
    if asked is None:
        raise Problem(MALFORMED, "This is no run of a job.")
    try:
        place = _place(asked)
    except Refusal:
        telemetry.count("job_runs", job=route.job, outcome="property_gone")
        return
    began = cloud().clock()
    turns = cloud().once("turns of jobs", _Turns)
    if not route.each_turn and (turns.later_than(route, place, asked.scheduled_at) or _is_over(asked, message, began)):
        telemetry.count("job_runs", job=route.job, outcome="superseded")
        return
    telemetry.observe_late("job_lag_seconds", max(0.0, (began - asked.scheduled_at).total_seconds()), job=route.job)
    turns.note(route, place, asked.scheduled_at)
    with _measured(route, place):
        route.run(Units(_call(route, place, request_id), due=asked.scheduled_at))
    turns.note(route, place, began)


def run_in(data: str) -> Run | None:
    """Return the run that a message asks for; None of any other message."""
    try:
        return Run.model_validate_json(data)
    except ValidationError:
        return None


def _pages() -> Iterator[tuple[Sequence[Place], datetime]]:
    """Yield the registry by pages, each with when it was asked for; the next is read while the last is worked on."""
    asked_at = cloud().wall()
    page = registry_page()
    while page.after is not None:
        with ThreadPoolExecutor(1) as ahead:
            next_asked_at = cloud().wall()
            following = ahead.submit(registry_page, page.after)
            yield page.places, asked_at
        page, asked_at = following.result(), next_asked_at
    yield page.places, asked_at


def _run_of(job: Route, place: Place, scheduled_at: datetime, next_at: datetime, listed_at: datetime) -> Run:
    return Run(
        job=job.job,
        tenant_id=place.tenant_id,
        property_id=place.property_id,
        database=place.database,
        scheduled_at=scheduled_at,
        next_at=next_at,
        listed_at=listed_at,
    )


def _place(asked: Run) -> Place:
    """Return where the property is, as the registry said a moment ago, or says now. Raises Refusal NOT_FOUND."""
    if cloud().wall() - asked.listed_at < REMEMBERED:
        return Place(asked.tenant_id, asked.property_id, asked.database)
    return place_of(asked.tenant_id, asked.property_id)


def _is_over(asked: Run, message: Delivery, now: datetime) -> bool:
    """Whether a run that did not succeed is left to the job's next turn, so that what fails does not pile up.

    The first delivery is never too late: when everything is, a run that is late is better than none.
    """
    return message.attempt > 1 and asked.next_at <= now


def _call(route: Route, place: Place, request_id: str) -> Call:
    name = route.run.__name__
    return Call(
        kind="job",
        name=name,
        context=route.context,
        entry_id=f"{name}:{cloud().new_ulid()}",
        actor=system(place.tenant_id, place.property_id, name),
        place=place,
        request_id=request_id,
        correlation_id=request_id,
        causation_id="",
    )


@contextmanager
def _measured(route: Route, place: Place) -> Iterator[None]:
    """Count and time one run by how it ends, and log where it failed."""
    begun, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    except (TryAgain, Contended, StoreError) as passing:
        outcome = "passing_failure"
        telemetry.warning("job comes again", job=route.job, place=place.path, reason=str(passing))
        raise
    except (Refusal, Problem):
        raise
    except Exception as reason:
        telemetry.error("job failed", job=route.job, place=place.path, stack_trace=traceback.format_exc())
        raise Problem(FAILED) from reason
    finally:
        telemetry.count("job_runs", job=route.job, outcome=outcome)
        telemetry.observe_late("job_seconds", time.perf_counter() - begun, job=route.job, outcome=outcome)


@dataclass
class _Turns:
    """Up to which moment each job of each property is seen to by this process.

    Up to its turn, where a run has begun: should that fail, it is what comes again, and not those before it. Up to when it began,
    where one has ended well: it did all that was due by then, be it a backlog or a message that came twice. Other processes may
    have done it as well; then it is done once more.
    """

    _until: dict[tuple[str, Place], datetime] = field(default_factory=dict)
    _noting: Lock = field(default_factory=Lock)

    def note(self, route: Route, place: Place, moment: datetime) -> None:
        with self._noting:
            self._until[route.job, place] = max(moment, self._until.get((route.job, place), moment))

    def later_than(self, route: Route, place: Place, scheduled_at: datetime) -> bool:
        return self._until.get((route.job, place), scheduled_at) > scheduled_at
