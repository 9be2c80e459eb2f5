"""A house of six rooms whose housekeeping is walked: who works there, how they ask, and a ledger of what was committed.

Requests and events take the real path on the ground of the tests; only what the walk is not about is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar
from unittest.mock import patch

from hypothesis import event

import functions.guests.main
import functions.housekeeping.main
import functions.identity.settings
import functions.maintenance.main
import functions.operations.relay
import functions.rooms.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - what is walked
from emulators.memory import subscribe
from shared.domain.checklists import Checklist, checklist_ids_of
from shared.domain.documents import Document
from shared.domain.events import Event
from shared.domain.people import Actor, Role
from shared.domain.rooms import Cleaning, CleaningState, Room
from shared.domain.routing import Plan, greedy
from shared.domain.settings import Settings
from shared.domain.staff import Staff, StaffRole, staff_id_of
from shared.domain.standard_checklists import standard_checklist
from shared.domain.tablets import Tablet
from shared.domain.tasks import BoundChecklist, TaskKind
from shared.runtime.bus.memory import Delivery
from shared.runtime.journal import JOURNAL, Entry
from shared.runtime.routes import ROUTES, Route
from shared.runtime.store.limits import key_of
from shared.runtime.store.port import Key, Unchanged, Write
from tests.ground import AGENT, FRONT_DESK, MANAGER, PLACE, ground
from tests.simulation.endless import TiringStore

D = TypeVar("D", bound=Document)
CONTEXTS = ("guests", "housekeeping", "maintenance", "rooms", "stays", "tickets")
ALSO = ("show_settings", "show_settings_when_settings_changed", "relay_pending")
NUMBERS = ("101", "102", "103", "201", "202", "203")
CLEANERS = ("ana", "behnaz", "zahra")
_RECENT = 30
_WAITED = timedelta(minutes=20)


def walked(route: Route) -> bool:
    return route.context in CONTEXTS or route.name in ALSO


def staff(name: str) -> str:
    return staff_id_of("demo", f"{name}@demo.hotel")


def works_as(name: str, role: Role) -> Actor:
    return Actor("user", staff(name), "demo", {"demo-hotel": frozenset({role})})


WHO: Mapping[str, Actor] = {
    **{name: works_as(name, Role.HOUSEKEEPER) for name in CLEANERS},
    "mender": works_as("omid", Role.MAINTENANCE),
    "lead": works_as("soraya", Role.SUPERVISOR),
    "desk": FRONT_DESK,
    "boss": MANAGER,
    "service": AGENT,
}
ROLES: Mapping[str, StaffRole] = {
    **dict.fromkeys(CLEANERS, Role.HOUSEKEEPER),
    "omid": Role.MAINTENANCE,
    "soraya": Role.SUPERVISOR,
}


def cleaner(staff_id: str | None) -> Actor:
    """Return who this is, as they tap themselves; somebody who cleans where it is nobody of the floor."""
    return next((actor for actor in WHO.values() if actor.id == staff_id), WHO[CLEANERS[0]])


Shown = dict[type[Document], dict[str, Document]]


@dataclass(frozen=True)
class Commit:
    """One commit: documents before and after it by their key, None where there was or is none, and all as it left them."""

    was: Mapping[Key, Document | None]
    became: Mapping[Key, Document | None]
    shown: Shown
    entry: Entry | None

    def of(self, kind: type[D]) -> Iterator[tuple[D | None, D | None]]:
        """Yield each document of this kind that was written or taken away, as it was and as it became."""
        for key, was in self.was.items():
            now = self.became[key]
            if isinstance(was or now, kind):
                yield was, now  # type: ignore[misc]  # one key holds one kind

    def all(self, kind: type[D]) -> list[D]:
        return list(self.shown.get(kind, {}).values())  # type: ignore[arg-type]  # shown by its kind

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        return list(self.entry.events) if self.entry else []

    def told(self, **about: str) -> list[tuple[str, dict[str, Any]]]:
        """Return subject and payload of the events whose payload says so, in their order."""
        named = [(event["subject"], event["payload"]) for event in self.events]
        return [one for one in named if about.items() <= one[1].items()]


@dataclass
class House:
    """The house and what is watched of it. `broken` is what was found not to be as it must, with the law that says so.

    So many of the next commands as `late` says have waited on a device.
    """

    kinds: Sequence[type[Document]]
    jobs: Sequence[str]
    laws: Sequence[Callable[[Commit], Iterator[str]]]
    seed: int
    broken: list[str] = field(default_factory=list)
    shown: Shown = field(default_factory=lambda: defaultdict(dict))
    last: tuple[Actor, Route, str, Any, dict[str, str], Any] | None = None
    asked: int = 0
    late: int = 0
    meanwhile: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open = ExitStack()
        settings = Settings(name="Demo Hotel", zone="Asia/Kabul", languages=("en", "fa-AF"))
        self.ground = self._open.enter_context(ground(self.seed, topics=False, settings=settings, kept_in=TiringStore))
        self._open.enter_context(patch("functions.housekeeping.plans.solve", _at_once))
        subscribe(self.ground.bus, walked)
        self._kinds = {kind.collection: kind for kind in self.kinds}
        rooms = [Room(room_id=n, number=n, floor=int(n[0]), cleaning=_cleaned(at)) for at, n in enumerate(NUMBERS)]
        people = [
            Staff(staff_id=staff(n), name=n.title(), email=f"{n}@demo.hotel", role=role) for n, role in ROLES.items()
        ]
        self.ground.put(*rooms, *(Tablet(room_id=number) for number in NUMBERS), *people)
        for kind in self.kinds:
            self.shown[kind] = {one.id: one for one in self.ground.all(kind)}
        self.ground.store.before_commit = self._let_others_act
        self.ground.store.after_commit = self._watch

    def close(self) -> None:
        self._open.close()

    def all(self, kind: type[D]) -> list[D]:
        return list(self.shown[kind].values())  # type: ignore[arg-type]  # shown by its kind

    def find(self, kind: type[D], document_id: str) -> D | None:
        return self.shown[kind].get(document_id)  # type: ignore[return-value]  # shown by its kind

    def in_force(self, kind: TaskKind) -> BoundChecklist:
        """Return the checklist that work of this kind would be given now."""
        own = (self.find(Checklist, checklist_id) for checklist_id in checklist_ids_of(kind, "standard"))
        return next((one for one in own if one is not None and one.active), standard_checklist(kind)).bound()

    def ask(self, name: str, by: str | Actor, body: Any = None, **where: str) -> Any:
        """Send a command by its name in the function map; return its data, or None where it is refused."""
        route = ROUTES[name]
        self.asked += 1
        path = route.path.format(property_id=PLACE.property_id, **where)
        headers = {"Idempotency_Key": f"tap-{self.asked}"}
        if self.late:
            self.late -= 1
            headers["X_Offline_Since"] = (self.ground.now - _WAITED).isoformat()
        return self._send(WHO[by] if isinstance(by, str) else by, route, path, body, headers)

    def ask_again(self) -> None:
        """Repeat the last request under its key: it must be answered as before, and nothing be done.

        Only what was refused to somebody online is decided anew; what waited is refused for good.
        """
        if self.last is None:
            return
        by, route, path, body, headers, answer = self.last
        was = self.ground.store._last
        self._send(by, route, path, body, headers)
        again = self.last[-1]
        final = answer["success"] or ("X_Offline_Since" in headers and answer["status"] < 429)
        if final and (again != answer or self.ground.store._last != was):
            self.broken.append(f"{route.name} was answered {answer}, and repeated {again}")

    def _send(self, by: Actor, route: Route, path: str, body: Any, headers: dict[str, str]) -> Any:
        response = self.ground.call(route.method, path, body, by=by, **headers)
        said = json.loads(response.get_data() or b"{}")
        said.pop("requestId", None)
        done = response.status_code < 300
        event(f"{route.name}: {'done' if done else said.get('code')}")
        if response.status_code >= 500 or not (done or str(said.get("code")).startswith("MELMASTOON.")):
            self.broken.append(f"{route.name} {body} was answered {response.status_code} {said}")
        self.last = by, route, path, body, headers, said
        return said.get("data") if done else None

    def run(self, job: str) -> None:
        response = self.ground.call("POST", ROUTES[job].path, by=None)
        if response.status_code != 204:
            self.broken.append(f"{job} was answered {response.status_code} {response.get_data(as_text=True)}")

    def hear(self, said: Event) -> None:
        """Have another service publish this; it arrives when it is delivered."""
        self.ground.say(said)

    def deliver(self, at_most: int) -> None:
        for _ in range(at_most):
            if not self.ground.bus.deliver():
                return

    def deliver_again(self, nth: int) -> None:
        """Deliver a recent message once more, before all that wait."""
        recent = self.ground.bus.published[-_RECENT:]
        message = recent[nth % len(recent)] if recent else None
        for one in self.ground.bus._subscriptions:
            if message is not None and one.topic == message.topic:
                one.endpoint(message, Delivery("again", 2))

    def rest(self) -> None:
        """Let everything arrive that is on its way, and the tablets follow the settings."""
        self.meanwhile.clear()
        self.ground.pass_time(minutes=1)
        self.ground.deliver()
        self.run("show_settings")
        self.ground.deliver()

    def _let_others_act(self, _: Sequence[Write]) -> None:
        waiting, self.meanwhile = self.meanwhile, []
        for deed in waiting:
            deed()

    def _watch(self, writes: Sequence[Write]) -> None:
        keys = list(dict.fromkeys(key_of(write) for write in writes if not isinstance(write, Unchanged)))
        found = {one.key: one.data for one in self.ground.store.read(keys)}
        was: dict[Key, Document | None] = {}
        became: dict[Key, Document | None] = {}
        entry = None
        for key in keys:
            if not key.path.startswith(f"{PLACE.path}/"):
                self.broken.append(f"{key.path} was written, which is not of the house")
            if key.collection == JOURNAL and found[key] is not None:
                entry = Entry.model_validate(found[key])
            kind = self._kinds.get(key.collection)
            if kind is None:
                continue
            data, docs = found[key], self.shown[kind]
            was[key] = docs.pop(key.id, None)
            became[key] = None if data is None else kind.model_validate(dict(data))
            if became[key] is not None:
                docs[key.id] = became[key]
        if not was:
            return
        commit = Commit(was, became, self.shown, entry)
        for law in self.laws:
            self.broken += [f"{law.__name__}: {said}" for said in law(commit)]
        if self.broken:
            self.ground.store.soon_tired()


def _cleaned(at: int) -> CleaningState:
    return CleaningState(status=(Cleaning.READY, Cleaning.DIRTY, Cleaning.CLEAN)[at % 3])


def _at_once(*floor: Any, seconds: float) -> Plan:
    """Return a plan in no time: the solver has some seconds, and what it finds in them is not the same twice."""
    return greedy(*floor)
