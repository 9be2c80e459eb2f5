"""A schedule's call becomes one run in each property, and each is run, acknowledged and tried again by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock

import pytest

import functions.housekeeping.main
import functions.operations.main  # noqa: F401 - the jobs of every minute
from emulators.memory import subscribe_jobs
from shared.runtime import telemetry, tenancy
from shared.runtime.bus.port import Message, PublishFailed
from shared.runtime.jobs import Run
from shared.runtime.place import Place
from shared.runtime.relay import relay
from shared.runtime.routes import ROUTES, job
from shared.runtime.store.limits import key_of
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Key, Put, Query, Snapshot, Unavailable, Write
from shared.runtime.subscriptions import job_topic
from shared.runtime.tenancy import REGISTRY_PAGE, all_places, places_of
from shared.runtime.units import TryAgain, Units
from tests.ground import PLACE, Ground, ground, pushed_body, taken_runs

MINUTE = [route for route in ROUTES.values() if route.kind == "job" and route.schedule == "* * * * *"]
MANY = 2_000
ASKED = 6
"""Reads and queries of one property in a minute in which nothing is due but one entry to relay."""
THREADS = 4


@dataclass
class Ran:
    """What a job of the tests has done, and where it fails."""

    places: list[str] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)
    due: list[datetime] = field(default_factory=list)
    fails: dict[str, Exception] = field(default_factory=dict)


RAN = Ran()


@job("test-level", schedule="*/5 * * * *")
def level(units: Units) -> None:
    """A job that brings about what is due by now."""
    _ran(units)


@job("test-moment", schedule="*/5 * * * *", each_turn=True)
def moment(units: Units) -> None:
    """A job that hangs on its moment."""
    _ran(units)


def _ran(units: Units) -> None:
    RAN.places.append(units.place.property_id)
    RAN.databases.append(units.place.database)
    RAN.due.append(units.scheduled_at)
    if reason := RAN.fails.get(units.place.property_id):
        raise reason


@pytest.fixture(autouse=True)
def ran() -> None:
    RAN.__init__()  # type: ignore[misc]  # as new for each test


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How runs ended, by job and outcome, as it is measured."""
    said: Counter[str] = Counter()

    def count(name: str, amount: int = 1, **labels: str) -> None:
        if name == "job_runs":
            said[labels["outcome"]] += amount

    monkeypatch.setattr(telemetry, "count", count)
    return said


class Watched(MemoryStore):
    """A store that counts, by property, what is asked and committed, and may hold one property's reads back."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # as it is
        self.asked: Counter[str] = Counter()
        self.committed: Counter[str] = Counter()
        self.pages: list[int] = []
        self.hangs_in = ""
        self.hanging, self.released = Event(), Event()
        self._counting = Lock()

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        self._count(self.asked, {_property(key.path) for key in keys})
        return super().read(keys)

    def query(self, query: Query) -> list[Snapshot]:
        if query.parent:
            self._count(self.asked, {_property(query.parent)})
        found = super().query(query)
        if query.collection == "properties":
            self.pages.append(len(found))
        return found

    def commit(self, writes: Sequence[Write]) -> datetime:
        committed = super().commit(writes)
        self._count(self.committed, {_property(key_of(write).path) for write in writes})
        return committed

    def _count(self, where: Counter[str], properties: set[str]) -> None:
        with self._counting:
            where.update(properties)
        if self.hangs_in in properties and self.hangs_in:
            self.hanging.set()
            self.released.wait()


def _property(path: str) -> str:
    return path.split("/")[3] if path.count("/") >= 3 else ""


def register(hotel: Ground, count: int, *, pending: bool = False) -> list[Place]:
    """Register so many properties more; `pending`: with an event each that nobody has published yet."""
    places = [Place(f"t{number % 7}", f"p{number:05}") for number in range(count)]
    for place in places:
        writes = [Put(Key(place.path), {"tenant_id": place.tenant_id, "property_id": place.property_id}, None)]
        if pending:
            entry = {"pending": True, "events": [], "committed_at": hotel.now, **_entry(hotel.now)}
            writes.append(Put(place.key("journal", "cmd_1"), entry, None))
        hotel.store.commit(writes)
    return places


def _entry(at: datetime) -> dict[str, object]:
    who = {"type": "user", "id": "stf_1"}
    ids = {"request_id": "r", "correlation_id": "r", "causation_id": ""}
    return {"entry_id": "cmd_1", "kind": "command", "name": "x", "actor": who, "at": at, "expires_at": at, **ids}


def run_of(hotel: Ground, name: str = "test-level", *, minutes_ago: float = 0, place: Place = PLACE) -> Message:
    """Return a run that was scheduled so long ago."""
    at = hotel.now - timedelta(minutes=minutes_ago)
    where = {"tenant_id": place.tenant_id, "property_id": place.property_id}
    return Run(job=name, **where, scheduled_at=at, next_at=at + timedelta(minutes=5), listed_at=at).message()


def push(hotel: Ground, message: Message, attempt: int = 1) -> int:
    path = f"/internal/jobs/{message.attributes['job']}"
    return hotel.call("POST", path, {**pushed_body(message), "deliveryAttempt": attempt}, by=None).status_code


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground(topics=False, kept_in=Watched) as stands:
        stands.runs_wait = True
        yield stands


def store(hotel: Ground) -> Watched:
    assert isinstance(hotel.store, Watched)
    return hotel.store


def call(hotel: Ground, name: str, **headers: str) -> int:
    """Call as the schedule does."""
    return hotel.call("POST", f"/internal/cron/{name}", {}, by=None, **headers).status_code


def properties(messages: Sequence[Message]) -> list[str]:
    return [message.attributes["propertyId"] for message in messages]


def test_every_property_of_two_thousand_has_its_minute_done_though_one_hangs_and_one_fails(
    hotel: Ground, counted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1: one that hangs delays no other, and one that fails is tried again alone. Counted, for a clock would lie."""
    places = register(hotel, MANY, pending=True)
    hangs, fails = places[700].property_id, places[1_500].property_id
    hotel.pass_time(minutes=1)
    subscribe_jobs(hotel.bus)
    hotel.bus._duplicates = 0
    failing = Failing(fails, times=2)
    monkeypatch.setattr("functions.operations.relay.relay", failing.relay)
    for minutely in MINUTE:
        assert call(hotel, minutely.job) == 204
    kept = store(hotel)
    kept.asked.clear()
    kept.committed.clear()
    kept.hangs_in = hangs

    with ThreadPoolExecutor(THREADS) as pool:
        delivering = [pool.submit(hotel.bus.deliver_all) for _ in range(THREADS)]
        kept.hanging.wait()
        until_the_others_have_nothing_left(delivering, len(MINUTE))
        done_meanwhile = {place.property_id for place in places if not is_pending(hotel, place)}
        kept.released.set()
        for one in delivering:
            one.result()

    assert {place.property_id for place in places} - done_meanwhile <= {hangs}
    assert not [place for place in places if is_pending(hotel, place)]
    assert counted == {"done": len(MINUTE) * (MANY + 1), "passing_failure": failing.times}
    assert failing.tries == {fails: failing.times + 1}
    others = [kept.asked[place.property_id] for place in places if place.property_id != fails]
    assert {kept.committed[place.property_id] for place in places} == {1}
    assert (min(others), max(others)) == (ASKED, ASKED)
    assert hotel.bus.dead == []


@dataclass
class Failing:
    """A relay that fails in one property so many times, and counts its tries there."""

    where: str
    times: int
    tries: Counter[str] = field(default_factory=Counter)

    def relay(self, place: Place) -> None:
        if place.property_id == self.where:
            self.tries[self.where] += 1
            if self.tries[self.where] <= self.times:
                raise Unavailable("for now")
        relay(place)


def is_pending(hotel: Ground, place: Place) -> bool:
    (kept,) = MemoryStore.read(hotel.store, [place.key("journal", "cmd_1")])
    return bool((kept.data or {})["pending"])


def until_the_others_have_nothing_left(delivering: list[Future[int]], hanging: int) -> None:
    """Return when only so many are still at a delivery."""
    left = set(delivering)
    while len(left) > hanging:
        _, left = wait(left, return_when=FIRST_COMPLETED)


def test_the_registry_is_read_to_its_end_and_published_page_by_page(hotel: Ground) -> None:
    places = register(hotel, 2 * REGISTRY_PAGE + 3)

    assert call(hotel, "test-level") == 204
    assert Counter(properties(taken_runs(hotel.bus))) == Counter([PLACE.property_id, *(p.property_id for p in places)])
    assert store(hotel).pages == [REGISTRY_PAGE, REGISTRY_PAGE, 4]
    assert sorted(all_places(), key=str) == sorted([PLACE, *places], key=str)
    assert len(list(places_of("t3"))) == len([place for place in places if place.tenant_id == "t3"])


def test_a_registry_that_ends_with_a_page_is_read_once_more(hotel: Ground) -> None:
    register(hotel, REGISTRY_PAGE - 1)

    assert call(hotel, "test-level") == 204
    assert len(taken_runs(hotel.bus)) == REGISTRY_PAGE
    assert store(hotel).pages == [REGISTRY_PAGE, 0]


def test_a_crash_between_two_pages_is_mended_by_the_schedules_next_try(hotel: Ground) -> None:
    places = register(hotel, REGISTRY_PAGE + 5)
    at = hotel.now.isoformat()

    def die(_: Message) -> None:
        if len(hotel.bus.published) == REGISTRY_PAGE:
            raise Died

    hotel.bus.before_publish = die
    with pytest.raises(Died):
        call(hotel, "test-level", X_CloudScheduler_ScheduleTime=at)
    hotel.bus.before_publish = lambda _: None
    first = taken_runs(hotel.bus)
    hotel.pass_time(seconds=5)
    for message in first:
        push(hotel, message)
    assert call(hotel, "test-level", X_CloudScheduler_ScheduleTime=at) == 204
    for message in taken_runs(hotel.bus):
        push(hotel, message)

    assert len(first) == REGISTRY_PAGE
    assert Counter(RAN.places) == Counter([PLACE.property_id, *(place.property_id for place in places)])


class Died(BaseException):
    """The process is gone."""


def test_what_cannot_be_published_is_answered_so_and_keeps_no_other_page_back(hotel: Ground) -> None:
    places = register(hotel, REGISTRY_PAGE + 5)

    def refuse(message: Message) -> None:
        if message.attributes["propertyId"] == places[3].property_id:
            raise PublishFailed("not this one")

    hotel.bus.before_publish = refuse

    assert call(hotel, "test-level") == 503
    assert {places[0].property_id, places[-1].property_id} & set(properties(taken_runs(hotel.bus)))


def test_a_registry_that_cannot_be_read_is_answered_so(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: Query) -> list[Snapshot]:
        raise Unavailable("nobody there")

    monkeypatch.setattr(hotel.store, "query", away)

    assert call(hotel, "test-level") == 503


def test_a_run_says_where_and_for_which_turn_of_the_schedule(hotel: Ground) -> None:
    turn, coming = hotel.now - timedelta(seconds=3), hotel.now
    call(hotel, "test-level", X_CloudScheduler_ScheduleTime=turn.isoformat())
    (message,) = taken_runs(hotel.bus)

    assert message.topic == job_topic("test-level")
    assert json.loads(message.data) | {"listedAt": ""} == {
        "job": "test-level",
        "tenantId": "demo",
        "propertyId": "demo-hotel",
        "database": "(default)",
        "scheduledAt": turn.isoformat().replace("+00:00", "Z"),
        "nextAt": coming.isoformat().replace("+00:00", "Z"),
        "listedAt": "",
    }
    assert push(hotel, message) == 204
    assert RAN.due == [turn]


@pytest.mark.parametrize("said", ["yesterday", "2027-01-01T00:00:00Z"])
def test_a_schedule_that_says_no_moment_or_a_coming_one_means_now(hotel: Ground, said: str) -> None:
    call(hotel, "test-level", X_CloudScheduler_ScheduleTime=said)

    assert push(hotel, taken_runs(hotel.bus)[0]) == 204
    assert RAN.due == [hotel.now]


@pytest.mark.parametrize(
    ("reason", "status", "outcome"),
    [
        (TryAgain("in a moment"), 503, "passing_failure"),
        (Unavailable("for now"), 503, "passing_failure"),
        (ZeroDivisionError("a mistake"), 500, "failed"),
    ],
)
def test_a_run_that_fails_is_not_acknowledged(
    hotel: Ground, counted: Counter[str], reason: Exception, status: int, outcome: str
) -> None:
    RAN.fails["demo-hotel"] = reason
    message = run_of(hotel)

    assert push(hotel, message) == status
    assert counted == {outcome: 1}
    RAN.fails.clear()
    assert push(hotel, message, attempt=2) == 204
    assert RAN.places == ["demo-hotel"] * 2


def test_what_failed_is_left_to_the_next_turn_once_that_has_come(hotel: Ground, counted: Counter[str]) -> None:
    late = run_of(hotel, minutes_ago=6)

    assert push(hotel, late, attempt=2) == 204
    assert (RAN.places, counted) == ([], {"superseded": 1})


def test_a_first_delivery_is_never_too_late_for_else_nothing_would_run_when_all_is_late(hotel: Ground) -> None:
    assert push(hotel, run_of(hotel, minutes_ago=60)) == 204
    assert RAN.places == ["demo-hotel"]


def test_a_backlog_is_worked_off_by_one_run(hotel: Ground, counted: Counter[str]) -> None:
    backlog = [run_of(hotel, minutes_ago=minutes) for minutes in (20, 15, 10, 5)]

    assert [push(hotel, message) for message in backlog] == [204] * 4
    assert (RAN.places, counted) == (["demo-hotel"], {"done": 1, "superseded": 3})


def test_a_run_that_failed_stands_for_none_that_comes_after_it(hotel: Ground) -> None:
    RAN.fails["demo-hotel"] = TryAgain("in a moment")

    assert [push(hotel, run_of(hotel, minutes_ago=minutes)) for minutes in (10, 5)] == [503, 503]
    assert RAN.places == ["demo-hotel"] * 2


def test_of_runs_that_fail_only_the_latest_is_tried_again(hotel: Ground, counted: Counter[str]) -> None:
    """However often a job fails in a property, its runs do not pile up."""
    RAN.fails["demo-hotel"] = TryAgain("in a moment")
    runs = [run_of(hotel, minutes_ago=minutes) for minutes in (10, 5)]
    for message in runs:
        push(hotel, message)

    assert [push(hotel, message) for message in runs] == [204, 503]
    assert counted == {"passing_failure": 3, "superseded": 1}


def test_a_run_stands_for_its_own_property_and_job_only(hotel: Ground) -> None:
    (other,) = register(hotel, 1)
    push(hotel, run_of(hotel, minutes_ago=5))

    assert push(hotel, run_of(hotel, minutes_ago=5, place=other)) == 204
    assert push(hotel, run_of(hotel, "test-moment", minutes_ago=5)) == 204
    assert RAN.places == ["demo-hotel", other.property_id, "demo-hotel"]


def test_of_a_job_that_hangs_on_its_moment_each_turn_is_run_however_late(hotel: Ground) -> None:
    turns = [run_of(hotel, "test-moment", minutes_ago=minutes) for minutes in (20, 15, 10)]

    assert [push(hotel, message, attempt=3) for message in turns] == [204] * 3
    assert RAN.due == [hotel.now - timedelta(minutes=minutes) for minutes in (20, 15, 10)]


def test_a_property_that_has_left_meanwhile_is_done_with(hotel: Ground, counted: Counter[str]) -> None:
    gone = run_of(hotel, place=Place("demo", "gone-hotel"))
    hotel.pass_time(minutes=1)

    assert push(hotel, gone) == 204
    assert (RAN.places, counted) == ([], {"property_gone": 1})


def test_a_property_that_has_moved_meanwhile_is_looked_for_where_it_is(hotel: Ground) -> None:
    message = run_of(hotel)
    hotel.store.commit(
        [Put(Key(PLACE.path), {"tenant_id": "demo", "property_id": "demo-hotel", "database": "own"}, None)]
    )
    tenancy.memory.clear()
    push(hotel, message)
    hotel.pass_time(minutes=1)
    push(hotel, message)

    assert RAN.databases == ["(default)", "own"]


@pytest.mark.parametrize("data", ["", "null", "{}", '{"job": "test-level"}'])
def test_what_is_no_run_is_refused_until_pubsub_gives_it_up(hotel: Ground, data: str) -> None:
    message = Message(job_topic("test-level"), data.encode(), attributes={"job": "test-level"})

    assert push(hotel, message) == 400
    assert RAN.places == []


def test_how_late_and_how_long_a_run_was_is_measured(hotel: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, float] = {}
    monkeypatch.setattr(telemetry, "observe_late", lambda name, value, **_: said.setdefault(name, value))
    push(hotel, run_of(hotel, minutes_ago=2))

    assert said["job_lag_seconds"] == 120
    assert "job_seconds" in said


def test_every_job_is_called_by_its_schedule_and_pushed_by_pubsub() -> None:
    called = {(route.job, route.context, route.schedule, route.run) for route in ROUTES.values() if route.kind == "job"}
    pushed = {(route.job, route.context, route.schedule, route.run) for route in ROUTES.values() if route.kind == "run"}

    assert called == pushed
    assert called
