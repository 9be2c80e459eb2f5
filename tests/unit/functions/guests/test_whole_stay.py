"""P5: a guest who taps everything, whom everybody writes of, and of whom nothing is left once they asked to be forgotten."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

import functions.guests.main
import functions.identity.main
import functions.maintenance.main
import functions.rooms.main
import functions.stays.main
import functions.tickets.main  # noqa: F401 - the whole function map; the bridge brings the others
from shared.domain.erasures import Erasure
from shared.domain.guests import Guest
from shared.domain.ids import derived_id
from shared.domain.people import Actor, Role
from shared.domain.pms import Notice
from shared.domain.stays import ModificationRequested, Stay, StayStatus
from shared.domain.tasks import Task, TaskKind
from shared.domain.tickets import Ticket
from shared.runtime.bus.port import Message
from shared.runtime.events_in import Delivery, receive
from shared.runtime.parking import NOWHERE, DeadLetter
from shared.runtime.routes import ROUTES
from shared.runtime.store.port import Query
from tests.bridge import Bridge, bridge
from tests.forgotten import ARABIC, EMAIL, LATIN, NAMED, PERSIAN, PHONE, TAPS, hits
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, MANAGER, SUPERVISOR, Form, Ground, guest_of
from tests.pictures import PICTURE

TASKS = "/api/v1/housekeeping/tasks"
LOST = "/api/v1/housekeeping/lost-and-found"


def everything(ground: Ground) -> dict[str, str]:
    """Return all that is kept anywhere: every document of every collection and tenant, and every file."""
    documents = {
        one.key.path: json.dumps(one.data, ensure_ascii=False, default=str) for one in ground.store.everything()
    }
    return documents | {path: data.decode("latin-1") for path, data in ground.files.files.items()}


@dataclass
class Stayed:
    bridge: Bridge
    room: str
    reservation: str
    customer: str

    @property
    def ground(self) -> Ground:
        return self.bridge.ground

    @property
    def stay_id(self) -> str:
        return derived_id("rsv", "mews", self.reservation)

    @property
    def guest_id(self) -> str:
        return derived_id("gst", "mews", self.customer)

    @property
    def tablet(self) -> Actor:
        return guest_of(self.room, self.stay_id)

    def forgets(self) -> None:
        self.ground.data("DELETE", f"guests/{self.guest_id}", by=MANAGER)
        self.ground.deliver()


@pytest.fixture
def hotel() -> Iterator[Bridge]:
    with bridge(connect={}) as connected:
        yield connected


def arrives(hotel: Bridge) -> Stayed:
    first, last = LATIN.split()
    customer = hotel.mews.desk.create_customer(first_name=first, last_name=last, email=EMAIL, phone=PHONE)
    room = hotel.vacant()
    booked = hotel.mews.desk.create_reservation(customer=customer.id, room=room, nights=2)
    hotel.mews.desk.check_in(reservation=booked.id)
    hotel.settle()
    return Stayed(hotel, room, booked.id, customer.id)


def taps_everything(one: Stayed) -> None:
    """Tap each command that a guest has, seven times over: no route for guests is left out."""
    commands = [route for route in ROUTES.values() if Role.GUEST in route.allow and route.kind == "command"]
    assert {route.name for route in commands} == set(TAPS)
    for _ in range(7):
        for route in sorted(commands, key=lambda route: route.name):
            ids = {"property_id": one.ground.place.property_id, "room_id": one.room}
            if "ticket_id" in route.parameters:
                said = {"kind": "towels", "text": NAMED}
                opened = one.ground.data("POST", f"rooms/{one.room}/tickets", said, by=one.tablet)
                ids["ticket_id"] = opened["ticket_id"]
            in_body = (
                {} if "room_id" in route.parameters or route.name == "set_ticket_status" else {"room_id": one.room}
            )
            one.ground.data(route.method, route.path.format(**ids), {**TAPS[route.name], **in_body}, by=one.tablet)
        one.bridge.settle()
        one.ground.pass_time(minutes=30)  # a guest has so many wishes an hour


def everybody_writes(one: Stayed) -> None:
    """Have desk, floor and engineers write of the guest wherever a person may write."""
    ground, room = one.ground, one.room
    for kind, about in (("maintenance", "stay"), ("noise", "stay"), ("other", "room")):
        said = {"kind": kind, "text": f"{NAMED} rang", "about": about}
        ticket = ground.data("POST", f"rooms/{room}/tickets", said, by=FRONT_DESK)
        ground.data("POST", f"tickets/{ticket['ticket_id']}/notes", {"text": f"Called back {ARABIC}"}, by=FRONT_DESK)
    wishes = {"preferences": {"pillow": f"{LATIN}'s own", "floor": "high"}}
    ground.data("PUT", f"guests/{one.guest_id}/preferences", wishes, by=FRONT_DESK)
    task = next(
        task for task in ground.all(Task) if task.stay_id == one.stay_id and task.kind is TaskKind.MID_STAY_CLEAN
    )
    sent = ground.data("POST", "/api/v1/uploads/photo", Form(file=(io.BytesIO(PICTURE), "bed.jpg")), by=HOUSEKEEPER)
    said_of_bed = {"text": f"{PERSIAN} sleeps", "photos": [sent["photo_id"]]}
    ground.data("POST", f"{TASKS}/{task.task_id}/notes", said_of_bed, by=HOUSEKEEPER)
    ground.data("POST", f"{TASKS}/{task.task_id}/escalate", {"reason": f"{LATIN} refuses"}, by=SUPERVISOR)
    ground.data("POST", f"{TASKS}/{task.task_id}/cancel", {"reason": f"{NAMED} said no"}, by=SUPERVISOR)
    order = {"room_id": room, "severity": "light", "description": f"{LATIN} says the sink drips; {PERSIAN} too"}
    made = ground.data("POST", "/api/v1/maintenance/work-orders", order, by=SUPERVISOR)
    path = f"/api/v1/maintenance/work-orders/{made['work_order_id']}/notes"
    ground.data("POST", path, {"text": f"Ring {PHONE} first"}, by=SUPERVISOR)
    flip = {"status": "dirty", "reason": f"{LATIN} has asked"}
    ground.data("POST", f"/api/v1/housekeeping/rooms/{room}/status", flip, by=SUPERVISOR)
    blocked = {
        "kind": "oos",
        "reason": f"Painted before {NAMED} comes",
        "from_at": at(ground, 40),
        "until_at": at(ground, 41),
    }
    ground.data("POST", f"/api/v1/housekeeping/rooms/{room}/block", blocked, by=SUPERVISOR)
    one.bridge.settle()


def at(ground: Ground, days: float) -> str:
    return (ground.now + timedelta(days=days)).isoformat()


def letters_are_parked(one: Stayed) -> None:
    """Park an event with the guest's words, one that is replayed, one that nobody can read, and a notice that is none."""
    ground = one.ground
    modification = {"type": "mid_stay_clean", "scheduledFor": "whenever", "note": f"{NAMED} would like"}
    asked = ModificationRequested(reservation_id=one.stay_id, requested_by="agent", modification={})
    said = ground.from_outside(asked).wire()
    said["payload"]["modification"] = modification
    data = json.dumps(said, ensure_ascii=False).encode()
    ground.bus.publish([Message(asked.subject, data, one.stay_id, {})])
    ground.deliver()
    (letter,) = [letter for letter in ground.all(DeadLetter) if letter.subject == ModificationRequested.subject]
    ground.data("POST", f"dead-letters/{letter.dead_letter_id}/replay", {}, by=SUPERVISOR)
    ground.deliver()
    receive([ROUTES["clean_mid_stay_when_asked_for"]], Delivery(f"{{nonsense of {LATIN}, {one.stay_id}"))
    unread = ground.store.query(Query(DeadLetter.collection, NOWHERE.path))
    assert len(unread) == 1
    ground.call("POST", one.bridge.webhook, json.dumps({"hello": LATIN}).encode(), by=None)
    one.bridge.settle()


def leaves_something(one: Stayed) -> None:
    ground = one.ground
    one.bridge.mews.desk.depart_early(reservation=one.reservation)
    one.bridge.settle()
    sent = ground.data("POST", "/api/v1/uploads/photo", Form(file=(io.BytesIO(PICTURE), "ring.jpg")), by=HOUSEKEEPER)
    said = {"room_id": one.room, "description": f"Passport of {NAMED}", "where": f"{PERSIAN}'s bed"}
    for photos in ([sent["photo_id"]], []):
        found = ground.data("POST", LOST, {**said, "photos": photos}, by=HOUSEKEEPER)
        claim = {"claimant": NAMED, "reference": f"rang from {PHONE}"}
        ground.data("POST", f"{LOST}/{found['item_id']}/match", claim, by=FRONT_DESK)
    returned = {"how": "returned", "to": LATIN, "reason": f"shown a card of {PERSIAN}"}
    ground.data("POST", f"{LOST}/{found['item_id']}/dispose", returned, by=FRONT_DESK)
    one.bridge.settle()


def lives_a_whole_stay(hotel: Bridge) -> Stayed:
    one = arrives(hotel)
    taps_everything(one)
    everybody_writes(one)
    letters_are_parked(one)
    assert one.ground.refused("DELETE", f"guests/{one.guest_id}", by=MANAGER)[0] == 409
    leaves_something(one)
    one.ground.pass_time(days=2)
    return one


def test_nothing_anywhere_names_a_guest_who_was_forgotten(hotel: Bridge, capsys: pytest.CaptureFixture[str]) -> None:
    one = lives_a_whole_stay(hotel)
    told_of = {path.split("/")[-2] for path in hits(everything(one.ground))}
    assert told_of >= {
        "journal",
        "tickets",
        "tasks",
        "guests",
        "stays",
        "lost_and_found",
        "lost_claims",
        "dead_letters",
    }
    assert told_of >= {"rooms", "work_orders", "notices"}
    assert len(one.ground.files.files) == 2

    one.forgets()

    assert one.ground.get(Erasure, one.guest_id).is_done
    assert hits(everything(one.ground)) == {}
    assert one.ground.files.files == {}
    captured = capsys.readouterr()
    assert hits({"log": captured.err + captured.out}) == {}
    assert "severity" in captured.err


def test_that_they_were_here_and_were_answered_stays(hotel: Bridge) -> None:
    one = lives_a_whole_stay(hotel)
    before = {entry.entry_id: entry for entry in one.ground.journal()}
    tickets = {ticket.ticket_id for ticket in one.ground.all(Ticket)}
    one.forgets()
    after = {entry.entry_id: entry for entry in one.ground.journal()}
    assert before.keys() <= after.keys()
    said = [(entry.name, entry.actor, entry.at, entry.reply.status) for entry in before.values()]
    assert said == [(after[one].name, after[one].actor, after[one].at, after[one].reply.status) for one in before]
    assert {ticket.ticket_id for ticket in one.ground.all(Ticket)} == tickets
    stay = one.ground.get(Stay, one.stay_id)
    assert (stay.status, stay.room_id, stay.guest_id) == (StayStatus.CHECKED_OUT, one.room, one.guest_id)
    assert {len(ticket.notes) for ticket in one.ground.all(Ticket) if ticket.opened_by == "staff"} == {1}


def test_other_guests_lose_nothing(hotel: Bridge) -> None:
    ground = hotel.ground
    one = lives_a_whole_stay(hotel)
    others = [guest for guest in ground.all(Guest) if guest.guest_id != one.guest_id]
    neighbour = next(stay for stay in ground.all(Stay) if stay.in_house)
    said = {"kind": "towels", "text": "Two more, please"}
    ground.data("POST", f"rooms/{neighbour.room_id}/tickets", said, by=guest_of(neighbour.room_id, neighbour.stay_id))
    one.forgets()
    assert [guest for guest in ground.all(Guest) if guest.guest_id != one.guest_id] == others
    assert ground.get(Stay, neighbour.stay_id) == neighbour
    assert [ticket.text for ticket in ground.all(Ticket) if ticket.stay_id == neighbour.stay_id] == ["Two more, please"]


def test_no_late_word_names_them_again(hotel: Bridge) -> None:
    """A change at the PMS, a sweep, an import and events that come twice: of stays that are over, none brings a name."""
    one = lives_a_whole_stay(hotel)
    delivered = list(one.ground.bus.published)
    one.forgets()
    hotel.mews.desk.change_customer(customer=one.customer, notes=f"{LATIN} left a tip", email="popalzai@example.org")
    hotel.settle()
    hotel.sweep()
    stay = one.ground.get(Stay, one.stay_id)
    for external_id in (one.reservation, "an-older-stay"):
        line = {
            "guest": {"name": LATIN, "external_id": one.customer, "email": EMAIL, "phone": PHONE},
            "room_id": one.room,
            "status": "checked_out",
            "arrival_at": stay.arrival_at.isoformat(),
            "departure_at": (stay.departure_at + timedelta(days=2)).isoformat(),
            "source": {"vendor": "mews", "external_id": external_id},
        }
        one.ground.data("POST", "reservations/bulk", [line], by=AGENT)
    one.ground.bus.publish(delivered)
    hotel.settle()
    one.ground.pass_time(days=1)
    assert one.ground.call("POST", "/internal/cron/erasures", by=None).status_code == 204
    assert one.ground.get(Stay, derived_id("rsv", "mews", "an-older-stay")).guest_id == one.guest_id
    assert hits(everything(one.ground)) == {}
    assert one.ground.find(Guest, one.guest_id) is None


def test_a_notice_that_is_not_handled_yet_is_waited_for(hotel: Bridge) -> None:
    """What it says of others must not be lost: it goes when it was handled, or has been parked for a day."""
    one = lives_a_whole_stay(hotel)
    hotel.ground.call("POST", hotel.webhook, json.dumps({"hello": LATIN}).encode(), by=None)
    hotel.settle()
    one.forgets()
    assert not one.ground.get(Erasure, one.guest_id).is_done
    one.ground.pass_time(days=2)
    assert one.ground.call("POST", "/internal/cron/erasures", by=None).status_code == 204
    assert one.ground.get(Erasure, one.guest_id).is_done
    assert hits(everything(one.ground)) == {}
    assert all(LATIN not in notice.body for notice in one.ground.all(Notice))
