"""What a command costs: documents read and written, round trips, publishes. Counted at the ports, so it counts anywhere.

Each command of the function map is run once as it usually comes, in a hotel in memory that its PMS is connected to.
`tests/unit/test_budget.py` holds them to their budget; `scripts/bench` prints them and what a hotel costs a month.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

import functions.guests.main
import functions.identity.main
import functions.maintenance.main
import functions.operations.main
import functions.rooms.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - the whole function map; the bridge brings the other two
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.people import Actor, Role
from shared.domain.pms import Difference, Drift
from shared.domain.rooms import Cleaning, OpenTask, Room, RoomStateChanged
from shared.domain.sessions import Session
from shared.domain.staff import Staff, staff_id_of
from shared.domain.standard_checklists import standard_checklist
from shared.domain.stays import Stay, StayStatus
from shared.domain.suggestions import RoutedRow, RoutingSuggested
from shared.domain.tasks import Task, TaskKind, TaskStatus
from shared.domain.tickets import Ticket
from shared.runtime.bus.port import Bus, Message
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.identity.devices import Device
from shared.runtime.parking import DeadLetter, Reason, letter_id
from shared.runtime.place import Place
from shared.runtime.routes import ROUTES, Route
from shared.runtime.store.port import Delete, Key, Patch, Put, Query, Snapshot, Store, Unchanged, Write
from shared.runtime.subscriptions import job_subscriptions, subscriptions
from shared.runtime.tenancy import place_of, settings_of
from tests.bridge import MEWS, Bridge, bridge
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, MANAGER, SUPERVISOR, Form, guest_of, person
from tests.pictures import PICTURE

COUNTED_PER_READ = 1_000  # index entries that one billed read of a count covers
SMALLEST_MESSAGE = 1_000  # bytes that Pub/Sub bills at the least
MAINTENANCE = person(Role.MAINTENANCE)


@dataclass
class Spent:
    """What went through the ports.

    `documents_read` and `documents_written` are as Firestore bills them: also what is not there, also a write that only
    guards, and each query as one read at the least. `bytes` are as Pub/Sub bills them, for publishing and for each push;
    `requests` are those that our functions answered, pushes among them.
    """

    reads: int = 0
    queries: int = 0
    commits: int = 0
    publishes: int = 0
    documents_read: int = 0
    documents_written: int = 0
    documents_deleted: int = 0
    messages: int = 0
    bytes: int = 0
    requests: int = 0
    rows_changed: int = 0

    @property
    def round_trips(self) -> int:
        return self.reads + self.queries + self.commits + self.publishes

    def __add__(self, other: Spent) -> Spent:
        return Spent(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __mul__(self, times: float) -> Spent:
        """Return the same so many times. Not rounded: a part of an operation is an average."""
        return Spent(*(getattr(self, one.name) * times for one in fields(self)))


@dataclass
class CountingStore:
    """A store that counts what is asked of the one behind it."""

    behind: Store
    spent: Spent = field(default_factory=Spent)
    keys: set[Key] = field(default_factory=set)

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        self.spent.reads += 1
        self.spent.documents_read += len(set(keys))
        return self.behind.read(keys)

    def commit(self, writes: Sequence[Write]) -> datetime:
        moment = self.behind.commit(writes)
        self.spent.commits += 1
        for write in writes:
            self._write(write)
        return moment

    def query(self, query: Query) -> list[Snapshot]:
        found = self.behind.query(query)
        self.spent.queries += 1
        self.spent.documents_read += max(1, len(found))
        return found

    def count(self, query: Query) -> int:
        found = self.behind.count(query)
        self.spent.queries += 1
        self.spent.documents_read += max(1, -(-found // COUNTED_PER_READ))
        return found

    def watch(self, query: Query, wake: Callable[[], None]) -> Callable[[], None]:
        return self.behind.watch(query, wake)

    def _write(self, write: Write) -> None:
        match write:
            case Put() | Patch():
                self.spent.documents_written += 1
                self.spent.rows_changed += write.key.collection == Room.collection
            case Unchanged() if write.guard.exists:
                self.spent.documents_written += 1
            case Delete() | Unchanged():
                self.spent.documents_deleted += 1


@dataclass
class CountingBus:
    behind: Bus
    spent: Spent
    pushes: Counter[str] = field(
        default_factory=lambda: Counter(one.topic for one in (*subscriptions(), *job_subscriptions()))
    )

    def publish(self, messages: Sequence[Message]) -> None:
        self.behind.publish(messages)
        self.spent.publishes += bool(messages)
        self.spent.messages += len(messages)
        for message in messages:
            pushes = self.pushes[message.topic]
            self.spent.requests += pushes
            self.spent.bytes += max(SMALLEST_MESSAGE, _size(message)) * (1 + pushes)

    def reach(self) -> None:
        self.behind.reach()


def _size(message: Message) -> int:
    return (
        len(message.data)
        + len(message.ordering_key)
        + sum(map(len, (*message.attributes, *message.attributes.values())))
    )


@dataclass
class Hotel:
    """The demo hotel and its PMS in memory, with everything that a command looks at; counts while `counted`."""

    bridge: Bridge
    store: CountingStore
    guest: Stay

    @contextmanager
    def counted(self) -> Iterator[Spent]:
        """Count what goes through the ports within the block, with what every process remembers remembered."""
        place = self.bridge.ground.place
        settings_of(place_of(place.tenant_id, place.property_id))
        for name, value in vars(Spent()).items():
            setattr(self.store.spent, name, value)
        spent = Spent()
        yield spent
        for name, value in vars(self.store.spent).items():
            setattr(spent, name, value)

    def vacant(self) -> str:
        """Return a room that is ready, and that nobody is in nor expected in; make one ready if need be."""
        rows = sorted(self.bridge.ground.all(Room), key=lambda room: room.room_id)
        room = next(room for room in rows if not (room.is_occupied or room.upcoming or room.blocks or room.at_work()))
        if room.cleaning.status is not Cleaning.READY:
            self.bridge.clean(room.room_id, Cleaning.READY)
            self.bridge.settle()
        return room.room_id

    def task(self) -> str:
        """Return an open deep clean of a vacant room that nobody is at work in; one that is left over where rooms are few."""
        rows = [row for row in self.bridge.ground.all(Room) if not (row.is_occupied or row.upcoming or row.blocks)]
        free = [row for row in rows if not (row.archived or row.at_work() or _deep_cleans(row))]
        if not free:
            return next(one.task_id for row in rows for one in _deep_cleans(row) if not one.is_begun)
        said = {"room_id": min(free, key=_least_to_do).room_id, "kind": "deep_clean"}
        return str(self.bridge.ground.data("POST", _TASKS, said, by=SUPERVISOR)["task_id"])

    def cleaner(self, name: str) -> str:
        staff_id = staff_id_of("demo", f"{name}@demo.hotel")
        if self.bridge.ground.find(Staff, staff_id) is None:
            self.bridge.ground.data("POST", "staff", _hired(name))
        return staff_id

    def paired(self, room_id: str) -> str:
        """Return the tablet that hangs in a room."""
        ground = self.bridge.ground
        device = Device(
            device_id=derived_id("dev", room_id),
            tenant_id="demo",
            property_id="demo-hotel",
            room_id=room_id,
            bound_to="room",
            paired_at=ground.now,
            paired_by=MANAGER.id,
        )
        ground.put(device)
        return device.device_id

    def known_elsewhere(self, name: str) -> str:
        """Return the address of somebody who works in another property of the tenant."""
        ground, place = self.bridge.ground, Place("demo", "sister-hotel")
        facts = {"tenant_id": place.tenant_id, "property_id": place.property_id}
        staff_id, email = staff_id_of("demo", f"{name}@demo.hotel"), f"{name}@demo.hotel"
        staff = Staff(staff_id=staff_id, name=name, email=email, role=Role.HOUSEKEEPER, revision=1)
        ground.store.commit([Put(Key(place.path), facts, None)])
        ground.store.commit([Put(place.key(Staff.collection, staff_id), to_data(staff), None)])
        return email

    def roster(self, name: str, hours: float = 0) -> dict[str, str]:
        """Return what puts this person on a shift from now, or on the roster in so many hours."""
        starts_at = self.bridge.ground.now + timedelta(hours=hours)
        said = {"staff_id": self.cleaner(name), "ends_at": (starts_at + timedelta(hours=8)).isoformat()}
        return {**said, "starts_at": starts_at.isoformat()} if hours else said

    def routed(self, name: str) -> str:
        """Return an outside router's suggestion that gives one task to somebody."""
        ground = self.bridge.ground
        row = RoutedRow(task_id=self.task(), staff_id=self.cleaner("parwin"))
        ground.hear(RoutingSuggested(suggestion_id=name, model_version="1", generated_at=ground.now, rows=(row,)))
        return derived_id("sug", name)

    def does(self, task_id: str, deed: str, **said: str) -> None:
        self.bridge.ground.data("POST", f"{_TASKS}/{task_id}/{deed}", said, by=SUPERVISOR)

    def begun(self, name: str) -> str:
        """Return a task that this person has begun."""
        self.does(task := self.task(), "assign", staff_id=self.cleaner(name))
        self.does(task, "start")
        return task

    def ticket(self, room_id: str) -> Ticket:
        made = self.bridge.ground.data("POST", f"rooms/{room_id}/tickets", {"kind": "towels"}, by=FRONT_DESK)
        return self.bridge.ground.get(Ticket, made["ticket_id"])

    def work_order(self, *moves: str) -> str:
        """Return a light work order on which these moves were made."""
        ground = self.bridge.ground
        said = {"room_id": self.vacant(), "severity": "light", "description": "the tap drips"}
        made = str(ground.data("POST", _WORK_ORDERS, said, by=HOUSEKEEPER)["work_order_id"])
        for move in moves:
            body = {"resolution": "new washer"} if move == "resolve" else {}
            ground.data("POST", f"{_WORK_ORDERS}/{made}/{move}", body, by=MAINTENANCE)
        return made

    def linen(self) -> str:
        made = self.bridge.ground.data("POST", "/api/v1/housekeeping/linen", _LINEN, by=SUPERVISOR)
        return str(made["line_id"])

    def found_item(self) -> str:
        """Return the path of a found item."""
        path = "/api/v1/housekeeping/lost-and-found"
        made = self.bridge.ground.data("POST", path, {"description": "A silver ring"}, by=HOUSEKEEPER)
        return f"{path}/{made['item_id']}"

    def reservation(self, room_id: str | None = None) -> dict[str, Any]:
        begins = self.bridge.ground.now
        return {
            "guest": {"name": "Amina"},
            "room_id": room_id,
            "arrival_at": begins.isoformat(),
            "departure_at": (begins + timedelta(days=2)).isoformat(),
        }

    def reserved(self, room_id: str) -> str:
        made = self.bridge.ground.data("POST", "reservations", self.reservation(room_id), by=FRONT_DESK)
        return str(made["stay_id"])


def _deep_cleans(row: Room) -> list[OpenTask]:
    return [one for one in row.tasks if one.kind == TaskKind.DEEP_CLEAN]


def _least_to_do(row: Room) -> tuple[int, str]:
    return len(row.tasks), row.room_id


@contextmanager
def hotel() -> Iterator[Hotel]:
    with bridge(connect={}) as stands, accounts.use(MemoryAccounts("demo")):
        ground = cloud()
        store = CountingStore(ground.store)
        ground.store, ground.bus = store, CountingBus(ground.bus, store.spent)
        stands.ground.call = _counting(stands.ground.call, store.spent)
        here = next(stay for stay in stands.ground.all(Stay) if stay.status is StayStatus.CHECKED_IN and stay.room_id)
        yield Hotel(stands, store, here)


def _counting(call: Callable[..., Any], spent: Spent) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        spent.requests += 1
        return call(*arguments, **named)

    return counted


@dataclass(frozen=True)
class Asked:
    """A request as it usually comes."""

    method: str
    path: str
    body: Any = None
    by: Actor = MANAGER


Example = Callable[[Hotel], Asked]
EXAMPLES: dict[str, Example] = {}


def example(name: str) -> Callable[[Example], Example]:
    """Say how this command usually comes. What is done before the request is asked is not counted."""

    def known(prepare: Example) -> Example:
        EXAMPLES[name] = prepare
        return prepare

    return known


def commands() -> list[Route]:
    """Return every command of the function map, those of tests left out."""
    found = [route for route in ROUTES.values() if route.kind == "command" and route.context != "tests"]
    return sorted(found, key=lambda route: (route.context, route.name))


def spent_by_command() -> dict[str, Spent]:
    """Run each command once, one after the other in one hotel."""
    with hotel() as here:
        spent = {name: _spent(here, prepare) for name, prepare in EXAMPLES.items()}
        broken = [letter for letter in here.bridge.ground.all(DeadLetter) if letter.reason.code == "INTERNAL_ERROR"]
        assert [(letter.handler, letter.reason.detail) for letter in broken if letter.handler != "somebody"] == []
        return spent


def _spent(here: Hotel, prepare: Example) -> Spent:
    asked = prepare(here)
    here.bridge.settle()
    with here.counted() as spent:
        here.bridge.ground.data(asked.method, asked.path, asked.body, by=asked.by)
    here.bridge.settle()
    return spent


@example("set_guest_flag")
def _(hotel: Hotel) -> Asked:
    room = str(hotel.guest.room_id)
    guest = guest_of(room, hotel.guest.stay_id)
    hotel.bridge.ground.data("PUT", f"rooms/{room}/guest-flag", {"flag": "none"}, by=guest)
    return Asked("PUT", f"rooms/{room}/guest-flag", {"flag": "do_not_disturb"}, guest)


@example("set_temperature_preset")
def _(hotel: Hotel) -> Asked:
    room = str(hotel.guest.room_id)
    return Asked("PUT", f"rooms/{room}/temperature-preset", {"celsius": 21.5}, guest_of(room, hotel.guest.stay_id))


@example("observe_occupancy")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"rooms/{hotel.guest.room_id}/occupancy-observation", {"occupancy": "vacant"}, HOUSEKEEPER)


@example("add_rooms")
def _(_: Hotel) -> Asked:
    return Asked("POST", "rooms", {"rooms": [{"number": "901", "floor": 9}]})


@example("rename_room")
def _(_: Hotel) -> Asked:
    return Asked("PUT", "rooms/101/name", {"name": "Villa 1"})


@example("archive_room")
def _(hotel: Hotel) -> Asked:
    hotel.bridge.ground.data("POST", "rooms", {"rooms": [{"number": "902", "floor": 9}]})
    return Asked("DELETE", "rooms/902")


@example("open_ticket")
def _(hotel: Hotel) -> Asked:
    room = str(hotel.guest.room_id)
    said = {"kind": "towels", "text": "two, please"}
    return Asked("POST", f"rooms/{room}/tickets", said, guest_of(room, hotel.guest.stay_id))


@example("set_ticket_status")
def _(hotel: Hotel) -> Asked:
    ticket = hotel.ticket(str(hotel.guest.room_id))
    return Asked("PUT", f"tickets/{ticket.ticket_id}/status", {"status": "in_progress"}, HOUSEKEEPER)


@example("assign_ticket")
def _(hotel: Hotel) -> Asked:
    ticket = hotel.ticket(str(hotel.guest.room_id))
    return Asked("PUT", f"tickets/{ticket.ticket_id}/assignee", {"assignee": derived_id("stf", "parwin")}, HOUSEKEEPER)


@example("note_ticket")
def _(hotel: Hotel) -> Asked:
    ticket = hotel.ticket(str(hotel.guest.room_id))
    return Asked("POST", f"tickets/{ticket.ticket_id}/notes", {"text": "on its way"}, HOUSEKEEPER)


@example("set_room_status")
def _(hotel: Hotel) -> Asked:
    room = hotel.vacant()
    return Asked("POST", f"/api/v1/housekeeping/rooms/{room}/status", {"status": "dirty", "reason": "seen"}, SUPERVISOR)


@example("create_task")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", _TASKS, {"room_id": hotel.vacant(), "kind": "deep_clean"}, SUPERVISOR)


@example("assign_task")
def _(hotel: Hotel) -> Asked:
    """From one person's hands into another's, as by drag and drop."""
    hotel.does(task := hotel.task(), "assign", staff_id=hotel.cleaner("parwin"))
    return Asked("POST", f"{_TASKS}/{task}/assign", {"staff_id": hotel.cleaner("zahra")}, SUPERVISOR)


@example("start_task")
def _(hotel: Hotel) -> Asked:
    hotel.does(task := hotel.task(), "assign", staff_id=hotel.cleaner("soraya"))
    return Asked("POST", f"{_TASKS}/{task}/start", {}, SUPERVISOR)


@example("pause_task")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_TASKS}/{hotel.begun('hamida')}/pause", {"reason": "break"}, SUPERVISOR)


@example("resume_task")
def _(hotel: Hotel) -> Asked:
    hotel.does(task := hotel.begun("latifa"), "pause")
    return Asked("POST", f"{_TASKS}/{task}/resume", {}, SUPERVISOR)


@example("complete_task")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_TASKS}/{hotel.begun('maryam')}/complete", {}, SUPERVISOR)


@example("fail_task")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_TASKS}/{hotel.begun('nargis')}/fail", {"reason": "no sheets"}, SUPERVISOR)


@example("escalate_task")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_TASKS}/{hotel.task()}/escalate", {"reason": "not vacated"}, SUPERVISOR)


@example("require_maintenance")
def _(hotel: Hotel) -> Asked:
    said = {"severity": "heavy", "description": "no water"}
    return Asked("POST", f"{_TASKS}/{hotel.begun('roya')}/maintenance-required", said, SUPERVISOR)


@example("cancel_task")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_TASKS}/{hotel.task()}/cancel", {"reason": "not needed"}, SUPERVISOR)


@example("prioritise_task")
def _(hotel: Hotel) -> Asked:
    return Asked("PUT", f"{_TASKS}/{hotel.task()}/priority", {"priority": "urgent"}, FRONT_DESK)


@example("note_task")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_TASKS}/{hotel.task()}/notes", {"text": "door sticks"}, HOUSEKEEPER)


@example("inspect_task")
def _(hotel: Hotel) -> Asked:
    hotel.does(task := hotel.begun("shirin"), "complete")
    lines = [item.item_id for item in standard_checklist(TaskKind.INSPECTION).items]
    said = {"answers": [{"item_id": line, "answer": "pass"} for line in lines]}
    return Asked("POST", f"{_TASKS}/{task}/inspections", said, SUPERVISOR)


@example("set_checklist")
def _(_: Hotel) -> Asked:
    lines = [{"item_id": "bed", "words": {"en": "Bed made"}}]
    return Asked("POST", "/api/v1/housekeeping/checklists", {"kind": "turnover", "name": "Ours", "items": lines})


@example("answer_escalation")
def _(hotel: Hotel) -> Asked:
    hotel.does(task := hotel.task(), "escalate", reason="not vacated")
    return Asked("POST", f"{_TASKS}/{task}/escalation/answer", {}, SUPERVISOR)


@example("plan_shift")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", _SHIFTS, hotel.roster("farida"), SUPERVISOR)


@example("start_shift")
def _(hotel: Hotel) -> Asked:
    shift = hotel.bridge.ground.data("POST", _SHIFTS, hotel.roster("gulnar", hours=1), by=SUPERVISOR)
    return Asked("POST", f"{_SHIFTS}/{shift['shift_id']}/start", {}, SUPERVISOR)


@example("end_shift")
def _(hotel: Hotel) -> Asked:
    shift = hotel.bridge.ground.data("POST", _SHIFTS, hotel.roster("shirin"), by=SUPERVISOR)
    return Asked("POST", f"{_SHIFTS}/{shift['shift_id']}/end", {"reason": "sick"}, SUPERVISOR)


@example("plan_work")
def _(hotel: Hotel) -> Asked:
    hotel.task()
    return Asked("POST", _PLANS, {"seconds": 0.1}, SUPERVISOR)


@example("accept_plan")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_PLANS}/{hotel.routed('accepted')}/accept", {}, SUPERVISOR)


@example("dismiss_plan")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_PLANS}/{hotel.routed('dismissed')}/dismiss", {}, SUPERVISOR)


@example("block_room")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"/api/v1/housekeeping/rooms/{hotel.vacant()}/block", _BLOCK, MAINTENANCE)


@example("clear_room_block")
def _(hotel: Hotel) -> Asked:
    path = f"/api/v1/housekeeping/rooms/{hotel.vacant()}/block"
    made = hotel.bridge.ground.data("POST", path, _BLOCK, by=MAINTENANCE)
    return Asked("DELETE", f"{path}/{made['blocks'][0]['block_id']}", by=MAINTENANCE)


@example("open_work_order")
def _(hotel: Hotel) -> Asked:
    said = {"room_id": hotel.vacant(), "severity": "heavy", "description": "no water"}
    return Asked("POST", _WORK_ORDERS, said, HOUSEKEEPER)


@example("assign_work_order")
def _(hotel: Hotel) -> Asked:
    """Given to somebody by a shift lead."""
    said = {"name": "Rustam", "email": "rustam@demo.hotel", "role": "maintenance", "languages": ["tg"]}
    staff = hotel.bridge.ground.data("POST", "staff", said)
    return Asked("POST", f"{_WORK_ORDERS}/{hotel.work_order()}/assign", {"staff_id": staff["staff_id"]}, SUPERVISOR)


@example("start_work_order")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_WORK_ORDERS}/{hotel.work_order()}/start", {}, MAINTENANCE)


@example("resolve_work_order")
def _(hotel: Hotel) -> Asked:
    said = {"resolution": "new washer"}
    return Asked("POST", f"{_WORK_ORDERS}/{hotel.work_order('start')}/resolve", said, MAINTENANCE)


@example("verify_work_order")
def _(hotel: Hotel) -> Asked:
    mended = hotel.work_order("start", "resolve")
    return Asked("POST", f"{_WORK_ORDERS}/{mended}/verify", {"passed": True}, SUPERVISOR)


@example("cancel_work_order")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_WORK_ORDERS}/{hotel.work_order()}/cancel", {"reason": "works"}, MAINTENANCE)


@example("note_work_order")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{_WORK_ORDERS}/{hotel.work_order()}/notes", {"text": "part is ordered"}, MAINTENANCE)


@example("add_linen")
def _(_: Hotel) -> Asked:
    return Asked("POST", "/api/v1/housekeeping/linen", _LINEN, SUPERVISOR)


@example("change_linen")
def _(hotel: Hotel) -> Asked:
    said = {"stocktake": {"stock": 38, "in_use": 61, "reason": "month end"}}
    return Asked("PUT", f"/api/v1/housekeeping/linen/{hotel.linen()}", said, SUPERVISOR)


@example("issue_linen")
def _(hotel: Hotel) -> Asked:
    said = {"count": 4, "task_id": hotel.task()}
    return Asked("POST", f"/api/v1/housekeeping/linen/{hotel.linen()}/issue", said, HOUSEKEEPER)


@example("return_linen")
def _(hotel: Hotel) -> Asked:
    said = {"count": 4, "task_id": hotel.task()}
    return Asked("POST", f"/api/v1/housekeeping/linen/{hotel.linen()}/return", said, HOUSEKEEPER)


@example("record_lost_item")
def _(hotel: Hotel) -> Asked:
    said = {"room_id": hotel.guest.room_id, "category": "valuable", "description": "A silver ring"}
    return Asked("POST", "/api/v1/housekeeping/lost-and-found", said, HOUSEKEEPER)


@example("match_lost_item")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{hotel.found_item()}/match", _CLAIM, FRONT_DESK)


@example("unmatch_lost_item")
def _(hotel: Hotel) -> Asked:
    path = hotel.found_item()
    hotel.bridge.ground.data("POST", f"{path}/match", _CLAIM, by=FRONT_DESK)
    return Asked("DELETE", f"{path}/match", by=FRONT_DESK)


@example("dispose_lost_item")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{hotel.found_item()}/dispose", {"how": "returned", "to": "Farid Ahmadi"}, FRONT_DESK)


@example("upload_photo")
def _(_: Hotel) -> Asked:
    return Asked("POST", "/api/v1/uploads/photo", Form(file=(io.BytesIO(PICTURE), "sink.jpg")), HOUSEKEEPER)


@example("open_upload")
def _(_: Hotel) -> Asked:
    return Asked("POST", "/api/v1/uploads", _ANNOUNCED, HOUSEKEEPER)


@example("confirm_upload")
def _(hotel: Hotel) -> Asked:
    ground = hotel.bridge.ground
    made = ground.data("POST", "/api/v1/uploads", _ANNOUNCED, by=HOUSEKEEPER)
    ground.files.requested("PUT", made["upload_url"], made["headers"], PICTURE)
    return Asked("POST", f"/api/v1/uploads/{made['photo_id']}/done", {}, HOUSEKEEPER)


@example("add_reservation")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", "reservations", hotel.reservation(hotel.vacant()), FRONT_DESK)


@example("add_reservations")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", "reservations/bulk", [hotel.reservation(hotel.vacant())], AGENT)


@example("set_reservation_status")
def _(hotel: Hotel) -> Asked:
    stay_id = hotel.reserved(hotel.vacant())
    return Asked("PUT", f"reservations/{stay_id}/status", {"status": "checked_in"}, FRONT_DESK)


@example("set_reservation_room")
def _(hotel: Hotel) -> Asked:
    stay_id = hotel.reserved(hotel.vacant())
    return Asked("PUT", f"reservations/{stay_id}/room", {"room_id": hotel.vacant()}, FRONT_DESK)


@example("set_sharing")
def _(hotel: Hotel) -> Asked:
    stay_id, other = hotel.reserved(hotel.vacant()), hotel.reserved(hotel.vacant())
    return Asked("PUT", f"reservations/{stay_id}/share", {"shares_with": other}, FRONT_DESK)


@example("set_check_out_time")
def _(hotel: Hotel) -> Asked:
    stay_id = hotel.reserved(hotel.vacant())
    until = hotel.bridge.ground.now + timedelta(days=1)
    return Asked("PUT", f"reservations/{stay_id}/check-out-time", {"check_out_at": until.isoformat()}, FRONT_DESK)


@example("set_preferences")
def _(hotel: Hotel) -> Asked:
    return Asked("PUT", f"guests/{hotel.guest.guest_id}/preferences", {"preferences": {"pillow": "firm"}}, FRONT_DESK)


@example("forget_guest")
def _(hotel: Hotel) -> Asked:
    here = {stay.guest_id for stay in hotel.bridge.ground.all(Stay) if stay.status is StayStatus.CHECKED_IN}
    gone = next(guest for guest in hotel.bridge.ground.all(Guest) if guest.guest_id not in here)
    return Asked("DELETE", f"guests/{gone.guest_id}")


@example("forget_me")
def _(hotel: Hotel) -> Asked:
    room = str(hotel.guest.room_id)
    said = {"preferences": {"pillow": "feather"}}
    hotel.bridge.ground.data("PUT", f"guests/{hotel.guest.guest_id}/preferences", said, by=FRONT_DESK)
    return Asked("POST", f"rooms/{room}/forget-me", {}, guest_of(room, hotel.guest.stay_id))


@example("change_settings")
def _(_: Hotel) -> Asked:
    return Asked("PUT", "settings", {"welfare_check_hours": 20})


@example("hire_staff")
def _(_: Hotel) -> Asked:
    return Asked("POST", "staff", _hired("omid"))


@example("change_staff")
def _(hotel: Hotel) -> Asked:
    staff = hotel.bridge.ground.data("POST", "staff", _hired("nadia"))
    said = {"name": "Nadia Rahimi", "role": "supervisor", "languages": ["fa-AF"]}
    return Asked("PUT", f"staff/{staff['staff_id']}", said)


@example("dismiss_staff")
def _(hotel: Hotel) -> Asked:
    staff = hotel.bridge.ground.data("POST", "staff", _hired("karim"))
    return Asked("DELETE", f"staff/{staff['staff_id']}")


@example("end_session")
def _(hotel: Hotel) -> Asked:
    ground = hotel.bridge.ground
    session = Session.by_password(derived_id("ses", "omid"), staff_id_of("demo", "o@demo.hotel"), "A phone", ground.now)
    ground.put(session)
    return Asked("DELETE", f"sessions/{session.session_id}")


@example("unpair_device")
def _(hotel: Hotel) -> Asked:
    return Asked("DELETE", f"devices/{hotel.paired('101')}")


@example("unpair_tablets")
def _(hotel: Hotel) -> Asked:
    hotel.paired("102")
    return Asked("DELETE", "rooms/102/tablets")


@example("invite_staff")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", "invitations", {"email": hotel.known_elsewhere("yalda"), "role": "housekeeper"})


@example("withdraw_invitation")
def _(hotel: Hotel) -> Asked:
    said = {"email": hotel.known_elsewhere("zohra"), "role": "housekeeper"}
    invited = hotel.bridge.ground.data("POST", "invitations", said)
    return Asked("DELETE", f"invitations/{invited['staff_id']}")


@example("connect_pms")
def _(_: Hotel) -> Asked:
    return Asked("PUT", "pms", {**MEWS})


@example("reconcile_pms")
def _(_: Hotel) -> Asked:
    return Asked("POST", "pms/reconcile", {})


@example("resolve_drift")
def _(hotel: Hotel) -> Asked:
    """The PMS shows a room as dirty that is ready here, and somebody says that ours is right."""
    room = hotel.vacant()
    ground = hotel.bridge.ground
    found = Difference(kind="condition", ours="Inspected", theirs="Dirty", detected_at=ground.now)
    ground.put(Drift(room_id=room, differences=(found,)))
    return Asked("POST", f"pms/drift/{room}/resolve", {"keep": "ours"}, SUPERVISOR)


def parked(hotel: Hotel) -> str:
    """Have an event parked that nobody could handle; return the path of its letter."""
    ground = hotel.bridge.ground
    message = next(message for message in ground.bus.published if message.topic == RoomStateChanged.subject)
    letter = DeadLetter(
        dead_letter_id=letter_id("somebody", message.data.decode()),
        subject=message.topic,
        handler="somebody",
        reason=Reason(code="INTERNAL_ERROR", detail="it was late"),
        data=message.data.decode(),
        first_failed_at=ground.now,
        last_failed_at=ground.now,
    )
    ground.put(letter)
    return f"dead-letters/{letter.dead_letter_id}"


@example("replay_dead_letter")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{parked(hotel)}/replay", {}, SUPERVISOR)


@example("discard_dead_letter")
def _(hotel: Hotel) -> Asked:
    return Asked("POST", f"{parked(hotel)}/discard", {"reason": "the room is gone"}, SUPERVISOR)


@example("restore_dead_letter")
def _(hotel: Hotel) -> Asked:
    path = parked(hotel)
    hotel.bridge.ground.data("POST", f"{path}/discard", {"reason": "a slip"}, by=SUPERVISOR)
    return Asked("POST", f"{path}/restore", {}, SUPERVISOR)


@example("order_worklist")
def _(hotel: Hotel) -> Asked:
    """A list of two, turned round; of work that is there by now."""
    latifa = hotel.cleaner("latifa")
    waiting = [task for task in hotel.bridge.ground.all(Task) if task.status is TaskStatus.PENDING]
    for task in waiting[:2]:
        hotel.does(task.task_id, "assign", staff_id=latifa)
    said = {"task_ids": [waiting[1].task_id, waiting[0].task_id]}
    return Asked("PUT", f"/api/v1/housekeeping/worklists/{latifa}/order", said, SUPERVISOR)


_PLANS = "/api/v1/housekeeping/plans"
_TASKS = "/api/v1/housekeeping/tasks"
_WORK_ORDERS = "/api/v1/maintenance/work-orders"
_SHIFTS = "/api/v1/housekeeping/shifts"
_BLOCK = {"kind": "maintenance", "reason": "the tap drips"}
_LINEN = {"name": "Bath towel", "stock": 40, "in_use": 60, "low_watermark": 20}
_CLAIM = {"claimant": "Farid Ahmadi", "reference": "wrote to us on Monday"}
_ANNOUNCED = {"content_type": "image/jpeg", "bytes": len(PICTURE)}


def _hired(name: str) -> dict[str, Any]:
    return {"name": name.title(), "email": f"{name}@demo.hotel", "role": "housekeeper", "languages": ["fa-AF"]}
