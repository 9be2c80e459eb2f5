"""Work orders over HTTP, and those that housekeeping's reports open; the moves themselves are held by the domain's tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import functions.maintenance.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.people import Actor, Role
from shared.domain.rooms import BlockKind, Cleaning, CleaningState, Expected, Occupancy, Occupant, Room
from shared.domain.staff import Staff, staff_id_of
from shared.domain.tablets import Tablet
from shared.domain.tasks import MaintenanceRequired
from shared.domain.work_orders import WorkOrder, WorkOrderStatus
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, NOON, STRANGER, SUPERVISOR, Ground, ground

ORDERS = "/api/v1/maintenance/work-orders"
OMID, RUSTAM, ANA = (staff_id_of("demo", f"{name}@demo.hotel") for name in ("omid", "rustam", "ana"))
OPENED = "melmastoon.maintenance.work_order.opened.v1"
COMPLETED = "melmastoon.maintenance.work_order.completed.v1"
HEAVY = {"severity": "heavy", "description": "no water", "category": "plumbing"}
LIGHT = {"severity": "light", "description": "the tap drips"}
FOUND = MaintenanceRequired(
    room_id="205",
    task_id=derived_id("hkt", "turnover"),
    severity="heavy",
    category="plumbing",
    description="no water",
    block_id=derived_id("blk", "turnover"),
    taken_out=True,
    reported_by=ANA,
)


def mender(staff_id: str) -> Actor:
    return Actor("user", staff_id, "demo", {"demo-hotel": frozenset({Role.MAINTENANCE})})


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """204 is occupied, 205 vacant and ready, 301 vacant and promised. Omid and Rustam mend, Ana cleans."""
    with ground() as stands:
        tomorrow = NOON + timedelta(days=1)
        here = Occupant(stay_id="rsv_0", guest_id="gst_0", checked_in_at=NOON, check_out_at=tomorrow)
        coming = Expected(stay_id=derived_id("rsv", "amina"), guest_id="gst_1", expected_at=tomorrow)
        stands.put(
            Room(room_id="204", number="204", floor=2, occupancy=Occupancy.OCCUPIED, stay=here),
            Room(room_id="205", number="205", floor=2, cleaning=CleaningState(status=Cleaning.READY)),
            Room(room_id="301", number="301", floor=3, upcoming=(coming,)),
            Tablet(room_id="204", stay_id="rsv_0"),
            Tablet(room_id="205"),
            Tablet(room_id="301"),
            Staff(staff_id=OMID, name="Omid", email="omid@demo.hotel", role=Role.MAINTENANCE),
            Staff(staff_id=RUSTAM, name="Rustam", email="rustam@demo.hotel", role=Role.MAINTENANCE),
            Staff(staff_id=ANA, name="Ana", email="ana@demo.hotel", role=Role.HOUSEKEEPER),
        )
        yield stands


def opened(hotel: Ground, room_id: str = "205", **said: object) -> str:
    body = {"room_id": room_id, **LIGHT, **said}
    return str(hotel.data("POST", ORDERS, body, by=HOUSEKEEPER)["work_order_id"])


def do(hotel: Ground, order: str, deed: str, by: Actor = SUPERVISOR, **said: object) -> Any:
    return hotel.data("POST", f"{ORDERS}/{order}/{deed}", said, by=by)


def mended(hotel: Ground, **said: object) -> str:
    order = opened(hotel, **said)
    do(hotel, order, "start", mender(OMID))
    do(hotel, order, "resolve", mender(OMID), resolution="new washer")
    return order


def listed(hotel: Ground, asked: str = "") -> list[str]:
    return [order["description"] for order in hotel.data("GET", f"{ORDERS}{asked}", by=AGENT)]


def test_a_heavy_one_takes_the_room_out_of_order_in_the_same_commit(hotel: Ground) -> None:
    order = hotel.get(WorkOrder, opened(hotel, **HEAVY))
    room = hotel.get(Room, "205")
    assert room.cleaning.status is Cleaning.OUT_OF_ORDER
    assert [(block.block_id, block.reason) for block in room.blocks] == [(order.block_id, "no water")]
    assert order.priority == "high"
    assert len(hotel.journal()) == 1


def test_a_light_one_leaves_the_room_in_use(hotel: Ground) -> None:
    order = hotel.get(WorkOrder, opened(hotel))
    assert (order.block_id, order.priority, order.category) == (None, "normal", "other")
    assert hotel.get(Room, "205").cleaning.status is Cleaning.READY
    assert hotel.told() == [OPENED]


@pytest.mark.parametrize(("room_id", "code"), [("204", "ROOM_OCCUPIED"), ("301", "ROOM_PROMISED")])
def test_a_heavy_one_is_refused_where_a_guest_is_to_have_the_room(hotel: Ground, room_id: str, code: str) -> None:
    found = hotel.refused("POST", ORDERS, {"room_id": room_id, **HEAVY}, by=HOUSEKEEPER)
    assert found == (409, f"MELMASTOON.HOUSEKEEPING.{code}")
    assert hotel.all(WorkOrder) == []


@pytest.mark.parametrize("room_id", ["204", "205", "301"])
def test_a_heavy_one_that_does_not_take_the_room_out_holds_it_back_from_ready(hotel: Ground, room_id: str) -> None:
    order = hotel.get(WorkOrder, opened(hotel, room_id, **HEAVY, takes_room_out=False))
    room = hotel.get(Room, room_id)
    assert room.cleaning.status not in (Cleaning.READY, Cleaning.OUT_OF_ORDER)
    assert [(block.block_id, block.kind) for block in room.blocks] == [(order.block_id, BlockKind.INSPECTION)]


def test_an_order_is_mended_and_verified_and_told_with_what_housekeeping_needs(hotel: Ground) -> None:
    order = mended(hotel, **HEAVY)
    verified = do(hotel, order, "verify", passed=True)
    assert verified["status"] == "verified"
    (told,) = hotel.payloads(COMPLETED)
    assert told == {
        "workOrderId": order,
        "roomId": "205",
        "blockId": verified["block_id"],
        "taskId": None,
        "severity": "heavy",
        "outcome": "verified",
        "resolution": "new washer",
    }


def test_what_does_not_pass_goes_back_with_what_is_wrong(hotel: Ground) -> None:
    order = mended(hotel)
    assert hotel.refused("POST", f"{ORDERS}/{order}/verify", {"passed": False}, by=SUPERVISOR)[0] == 422
    again = do(hotel, order, "verify", passed=False, note="still drips")
    assert (again["status"], again["assignee"]) == ("assigned", OMID)
    assert [note["text"] for note in again["notes"]] == ["still drips"]
    assert hotel.payloads(COMPLETED) == []


def test_who_mends_takes_one_and_gives_it_back_but_gives_none_to_others(hotel: Ground) -> None:
    order = opened(hotel)
    assert do(hotel, order, "assign", mender(OMID), staff_id=OMID)["status"] == "assigned"
    assert do(hotel, order, "assign", mender(OMID), staff_id=None)["status"] == "open"
    found = hotel.refused("POST", f"{ORDERS}/{order}/assign", {"staff_id": RUSTAM}, by=mender(OMID))
    assert found == (403, "MELMASTOON.MAINTENANCE.NOT_YOURS_TO_GIVE")


def test_who_mends_takes_nothing_out_of_anothers_hands(hotel: Ground) -> None:
    order = opened(hotel)
    do(hotel, order, "assign", staff_id=RUSTAM)
    for staff_id in (OMID, None):
        found = hotel.refused("POST", f"{ORDERS}/{order}/assign", {"staff_id": staff_id}, by=mender(OMID))
        assert found == (403, "MELMASTOON.MAINTENANCE.NOT_YOURS_TO_GIVE")
    found = hotel.refused("POST", f"{ORDERS}/{order}/start", {}, by=mender(OMID))
    assert found == (409, "MELMASTOON.MAINTENANCE.ORDER_IS_ANOTHERS")


def test_a_shift_lead_gives_it_to_who_mends_and_to_nobody_else(hotel: Ground) -> None:
    order = opened(hotel)
    assert do(hotel, order, "assign", staff_id=OMID)["assignee"] == OMID
    assert do(hotel, order, "assign", staff_id=RUSTAM)["assignee"] == RUSTAM
    found = hotel.refused("POST", f"{ORDERS}/{order}/assign", {"staff_id": ANA}, by=SUPERVISOR)
    assert found == (422, "MELMASTOON.MAINTENANCE.CANNOT_MEND")
    nobody = derived_id("stf", "nobody")
    assert hotel.refused("POST", f"{ORDERS}/{order}/assign", {"staff_id": nobody}, by=SUPERVISOR)[0] == 404


def test_a_shift_lead_taps_for_who_has_it(hotel: Ground) -> None:
    order = opened(hotel)
    do(hotel, order, "assign", staff_id=OMID)
    assert do(hotel, order, "start")["assignee"] == OMID
    assert do(hotel, order, "resolve", resolution="new washer")["status"] == "resolved"


def test_the_desk_does_not_verify(hotel: Ground) -> None:
    assert hotel.refused("POST", f"{ORDERS}/{mended(hotel)}/verify", {"passed": True}, by=FRONT_DESK)[0] == 403


def test_an_order_is_cancelled_with_a_reason_and_then_nobody_begins_it(hotel: Ground) -> None:
    order = opened(hotel)
    cancelled = do(hotel, order, "cancel", mender(OMID), reason="it was only closed")
    assert (cancelled["status"], cancelled["cancelled_for"]) == ("cancelled", "it was only closed")
    found = hotel.refused("POST", f"{ORDERS}/{order}/start", {}, by=mender(OMID))
    assert found == (409, "MELMASTOON.MAINTENANCE.STATUS_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("deed", "body"),
    [
        ("assign", {}),
        ("assign", {"staff_id": "omid"}),
        ("resolve", {"resolution": "  "}),
        ("resolve", {"resolution": "done", "photos": ["a photo"]}),
        ("verify", {}),
        ("cancel", {"reason": ""}),
        ("notes", {"text": ""}),
    ],
)
def test_what_is_not_right_is_refused(hotel: Ground, deed: str, body: dict[str, Any]) -> None:
    assert hotel.refused("POST", f"{ORDERS}/{opened(hotel)}/{deed}", body, by=SUPERVISOR)[0] == 422


def test_notes_are_written_by_anybody_on_the_staff(hotel: Ground) -> None:
    order = opened(hotel)
    do(hotel, order, "notes", FRONT_DESK, text="guest asks when")
    assert [note["text"] for note in hotel.data("GET", f"{ORDERS}/{order}", by=AGENT)["notes"]] == ["guest asks when"]


def test_orders_are_listed_newest_first_with_all_filters_together(hotel: Ground) -> None:
    ids = {}
    for description, room_id in (("bulb", "204"), ("tap", "205"), ("door", "204")):
        ids[description] = opened(hotel, room_id, description=description)
        hotel.pass_time(minutes=1)
    do(hotel, ids["door"], "assign", staff_id=OMID)
    do(hotel, ids["tap"], "cancel", reason="works")
    assert listed(hotel) == ["door", "tap", "bulb"]
    assert listed(hotel, "?room=204") == ["door", "bulb"]
    assert listed(hotel, "?status=open,cancelled") == ["tap", "bulb"]
    assert listed(hotel, f"?assignee={OMID}&status=assigned&room=204") == ["door"]
    first = hotel.call("GET", f"{ORDERS}?limit=2", by=AGENT).get_json()
    assert listed(hotel, f"?limit=2&cursor={first['meta']['next_cursor']}") == ["bulb"]


def test_another_tenant_finds_no_order(hotel: Ground) -> None:
    path = f"{ORDERS}/{opened(hotel)}"
    assert hotel.refused("GET", path, by=STRANGER, X_Property_Id="demo-hotel")[0] == 404


def test_a_report_opens_one_order_however_often_it_is_made(hotel: Ground) -> None:
    hotel.hear(FOUND)
    order = hotel.get(WorkOrder, WorkOrder.required(FOUND, NOON).work_order_id)
    assert (order.source, order.block_id, order.reported_by) == ("housekeeping", FOUND.block_id, ANA)
    do(hotel, order.id, "start", mender(OMID))
    hotel.hear(FOUND)
    assert [one.status for one in hotel.all(WorkOrder)] == [WorkOrderStatus.IN_PROGRESS]
    assert hotel.told().count(OPENED) == 1


def test_another_report_about_the_same_task_opens_another_order(hotel: Ground) -> None:
    for description in ("no water", "no light"):
        hotel.hear(FOUND.model_copy(update={"description": description}))
    assert sorted(order.description for order in hotel.all(WorkOrder)) == ["no light", "no water"]
