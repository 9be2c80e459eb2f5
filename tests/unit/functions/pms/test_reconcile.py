"""The sweep finds what no notice told, mends what may be mended, and shows the rest."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from emulators.pms.mews import Fault
from functions.pms.line import REFUSED_THERE
from functions.pms.vendors.mews import Mews
from functions.pms.vendors.port import Found
from shared.domain.cleaning import after_check_out
from shared.domain.events import Event
from shared.domain.pms import ConditionWanted, Drift, Notice, NoticeReceived, ReconcileRequested, ReservationNamed
from shared.domain.rooms import Cleaning, Occupancy, Room, RoomStatusChanged
from shared.domain.stays import Stay, StayStatus
from shared.runtime.parking import NOT_OUR_SCHEMA, DeadLetter, Reason, about_of, letter_id
from tests.bridge import DAY, Bridge, bridge


@pytest.fixture
def hotel() -> Iterator[Bridge]:
    with bridge(connect={}) as connected:
        yield connected


def test_a_sweep_with_nothing_to_find_changes_nothing(hotel: Bridge) -> None:
    before = {row.room_id: row.revision for row in hotel.ground.all(Room)}

    hotel.sweep()

    assert {row.room_id: row.revision for row in hotel.ground.all(Room)} == before
    assert hotel.mews.requests.writes() == []


def test_a_sweep_says_how_many_stays_it_compared_though_none_was_news(hotel: Bridge) -> None:
    in_house = [stay for stay in hotel.ground.all(Stay) if stay.in_house]

    hotel.sweep()

    assert hotel.connection().sweep.reservations >= len(in_house) > 0


def test_a_sweep_finds_the_check_out_whose_notice_was_lost(hotel: Bridge) -> None:
    hotel.mews.webhooks.url = None
    hotel.mews.desk.check_out(room="315")

    hotel.sweep()

    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert hotel.connection().sweep.status == "done"
    assert hotel.connection().sweep.reservations > 1


def test_a_sweep_finds_the_booking_whose_notice_was_lost_hours_ago(hotel: Bridge) -> None:
    hotel.mews.webhooks.url = None
    booked = hotel.mews.desk.create_reservation(arrives=DAY + timedelta(days=9))
    hotel.ground.pass_time(hours=5)

    hotel.sweep()

    assert booked.id in {stay.source.external_id for stay in hotel.ground.all(Stay)}


def test_the_scheduled_sweep_is_the_same_as_one_asked_for(hotel: Bridge) -> None:
    hotel.mews.webhooks.url = None
    hotel.mews.desk.check_out(room="315")

    assert hotel.ground.call("POST", "/internal/cron/reconcile", {}).status_code == 204
    hotel.ground.deliver()

    assert hotel.row("315").occupancy is Occupancy.VACANT


def test_a_sweep_finds_changes_made_while_the_bridge_was_away_for_days(hotel: Bridge) -> None:
    hotel.mews.webhooks.url = None
    hotel.mews.desk.check_out(room="315")
    hotel.ground.pass_time(days=3)

    hotel.sweep()

    assert hotel.row("315").occupancy is Occupancy.VACANT


def test_a_sweep_pushes_what_the_pms_was_never_told(hotel: Bridge) -> None:
    room = hotel.vacant()
    row = hotel.row(room)
    hotel.ground.put(row.but(cleaning=row.cleaning.but(status=Cleaning.DIRTY)))

    hotel.sweep()

    assert hotel.mews.desk.room_state(room) == "Dirty"
    assert hotel.row(room).cleaning.status is Cleaning.DIRTY
    assert hotel.connection().sweep.healed == 1


def test_a_row_that_shows_a_stay_which_the_pms_has_no_more_is_reported(hotel: Bridge) -> None:
    table = hotel.mews.ledger.reservations
    stay = hotel.mews.desk.in_house("204")
    del table._rows[stay.id]

    hotel.sweep()

    drift = hotel.drift("204")
    assert [(one.kind, one.theirs, one.external_id) for one in drift.differences] == [("occupancy", "vacant", stay.id)]
    assert hotel.row("204").occupancy is Occupancy.OCCUPIED

    hotel.ground.data("POST", "pms/drift/204/resolve", {"keep": "ours"})
    hotel.sweep()
    assert hotel.drift("204").status == "resolved"


def test_a_guest_in_house_whom_the_row_lost_is_put_back(hotel: Bridge) -> None:
    row = hotel.row("204")
    stay_id = row.stay.stay_id
    hotel.ground.put(after_check_out(row.but(stay=None, occupancy=Occupancy.VACANT), hotel.ground.now).state)

    hotel.sweep()

    assert hotel.row("204").stay.stay_id == stay_id
    assert hotel.ground.get(Stay, stay_id).in_house


def test_rooms_that_only_one_side_has_are_reported_and_matched_when_they_meet(hotel: Bridge) -> None:
    hotel.ground.put(Room(room_id="999", number="999", floor=9))
    resources = hotel.mews.ledger.resources
    resources.seed(replace(next(iter(resources)), id="6f1c1c1e-0000-4000-8000-000000000001", name="Penthouse"))

    hotel.sweep()
    assert sorted(one.kind for drift in hotel.ground.all(Drift) for one in drift.differences) == [
        "only_ours",
        "only_theirs",
    ]
    shown = hotel.ground.data("GET", "pms")["connections"][0]
    assert (shown["only_ours"], shown["only_theirs"]) == (["999"], ["Penthouse"])

    resources.seed(replace(next(iter(resources)), id="6f1c1c1e-0000-4000-8000-000000000001", name="999"))
    hotel.sweep()
    assert {drift.status for drift in hotel.ground.all(Drift)} == {"healed"}


def test_a_sweep_that_is_cut_off_is_taken_up_again(hotel: Bridge) -> None:
    hotel.mews.webhooks.url = None
    hotel.mews.desk.check_out(room="315")
    hotel.mews.faults.set(Fault("down", seconds=20))

    hotel.ground.data("POST", "pms/reconcile", {})
    hotel.wait(10)
    assert hotel.connection().sweep.status == "running"
    hotel.wait(60)

    assert hotel.connection().sweep.status == "done"
    assert hotel.row("315").occupancy is Occupancy.VACANT


def test_the_cursor_never_passes_the_newest_change_that_was_seen(hotel: Bridge) -> None:
    newest = max(one.updated for one in hotel.mews.desk.reservations())

    assert hotel.connection().cursor <= newest


def parked_about(hotel: Bridge, handler: str, event: Event, code: str = "INTERNAL_ERROR") -> str:
    """Have a handler of the PMS's given up on this, a minute ago."""
    data = hotel.ground.from_outside(event).message().data.decode()
    letter = DeadLetter(
        dead_letter_id=letter_id(handler, repr(event)),
        subject=event.subject,
        handler=handler,
        reason=Reason(code=code, detail="it was late"),
        about=about_of(data),
        data=data,
        first_failed_at=hotel.ground.now,
        last_failed_at=hotel.ground.now,
    )
    hotel.ground.put(letter)
    hotel.ground.pass_time(minutes=1)
    return letter.dead_letter_id


def test_a_sweep_closes_the_letters_about_what_it_finds_right(hotel: Bridge) -> None:
    """P13: a stay that is as the PMS has it, a room on which the sides agree, a notice that said what was read since."""
    stay, room = next((stay, stay.room_id) for stay in hotel.ground.all(Stay) if stay.in_house)
    named = ReservationNamed(vendor="mews", external_id=stay.source.external_id, reason="")
    healed = [
        parked_about(hotel, "settle_when_reservation_named", named),
        parked_about(hotel, "push_when_condition_wanted", ConditionWanted(vendor="mews", room_id=room, reason="")),
        parked_about(hotel, "apply_when_notice_received", NoticeReceived(vendor="mews", notice_id="ntc_lost")),
    ]
    gone = ReservationNamed(vendor="mews", external_id="nobody knows it", reason="")
    nonsense = NoticeReceived(vendor="mews", notice_id="ntc_nonsense")
    open_still = [
        parked_about(hotel, "settle_when_reservation_named", gone),
        parked_about(hotel, "apply_when_notice_received", nonsense, "MELMASTOON.PMS.NOT_A_NOTICE"),
        parked_about(hotel, "somebody_elses", ConditionWanted(vendor="mews", room_id=room, reason="")),
    ]

    hotel.sweep()

    letters = {letter.dead_letter_id: letter for letter in hotel.ground.all(DeadLetter)}
    assert {letters[one].status for one in healed} == {"healed"}
    assert {letters[one].closed_by for one in healed} == {"sweep_when_reconcile_requested"}
    assert {letters[one].status for one in open_still} == {"parked"}


@pytest.mark.parametrize("handled_after", [None, timedelta(0), timedelta(seconds=3)])
def test_a_notice_whose_letter_a_sweep_closes_waits_no_more(hotel: Bridge, handled_after: timedelta | None) -> None:
    """M29."""
    now = hotel.ground.now
    notice = Notice(
        notice_id="ntc_late",
        vendor="mews",
        connection_id="cnn_1",
        body='{"Events": []}',
        received_at=now,
        handled_at=None if handled_after is None else now + handled_after,
        expires_at=now + timedelta(days=30),
    )
    hotel.ground.put(notice)
    parked_about(hotel, "apply_when_notice_received", NoticeReceived(vendor="mews", notice_id="ntc_late"))

    hotel.sweep()

    handled = hotel.ground.get(Notice, "ntc_late").handled_at
    assert handled is not None
    assert handled_after in (None, handled - now)


def notice_refused(hotel: Bridge, *events: dict[str, object]) -> str:
    """Have the PMS name this while it refuses whatever we ask; return the letter of its notice, a minute later."""
    hotel.mews.faults.set(Fault("refused"))
    hotel.ground.call("POST", hotel.webhook, json.dumps({"Events": events}), by=None)
    hotel.ground.deliver()
    hotel.mews.faults.clear()
    hotel.ground.pass_time(minutes=1)
    (letter,) = hotel.parked()
    assert (letter.handler, letter.reason.code) == ("apply_when_notice_received", "MELMASTOON.PMS.REFUSED_THERE")
    return letter.dead_letter_id


def updated(external_id: str) -> dict[str, object]:
    return {"Discriminator": "ServiceOrderUpdated", "Value": {"Id": external_id}}


def expected(hotel: Bridge) -> Stay:
    return next(stay for stay in hotel.ground.all(Stay) if stay.status is StayStatus.CONFIRMED and stay.room_id)


def test_what_a_late_notice_named_and_the_pms_does_not_give_has_a_letter_of_its_own(hotel: Bridge) -> None:
    """A reservation that was deleted there is changed no more and in no house: but for the notice, nothing ever tells of it."""
    gone = expected(hotel).source.external_id
    del hotel.mews.ledger.reservations._rows[gone]
    late = notice_refused(hotel, updated(gone))

    hotel.sweep()

    assert hotel.ground.get(DeadLetter, late).status == "healed"
    assert [(letter.handler, letter.reason.code) for letter in hotel.parked()] == [
        ("settle_when_reservation_named", "MELMASTOON.GENERAL.RESOURCE_NOT_FOUND")
    ]
    hotel.sweep()
    assert len(hotel.parked()) == 1


def test_what_a_late_notice_named_is_as_the_pms_has_it_when_its_letter_is_closed(hotel: Bridge) -> None:
    """Though it changed, by their clock, long before the last sweep: they did not give it then."""
    stay, table = expected(hotel), hotel.mews.ledger.reservations
    there = table[stay.source.external_id]
    late_by = timedelta(hours=1)
    table.seed(
        replace(there, scheduled_end=there.scheduled_end + late_by, updated=there.updated + timedelta(seconds=1))
    )
    late = notice_refused(hotel, updated(there.id))

    hotel.sweep()

    assert hotel.ground.get(DeadLetter, late).status == "healed"
    assert hotel.ground.get(Stay, stay.stay_id).departure_at == stay.departure_at + late_by


def test_a_late_notice_that_cannot_be_read_whole_waits_for_a_person(hotel: Bridge) -> None:
    late = notice_refused(hotel, updated(expected(hotel).source.external_id), {"Discriminator": "ServiceOrderUpdated"})

    hotel.sweep()

    assert [letter.dead_letter_id for letter in hotel.parked()] == [late]
    assert [notice.handled_at for notice in hotel.notices()] == [None]


def test_a_sweep_comes_to_its_end_though_what_a_notice_names_is_refused_still(
    hotel: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, given = expected(hotel).source.external_id, Mews.reservations
    late = notice_refused(hotel, updated(named))
    hotel.mews.webhooks.url = None
    hotel.mews.desk.check_out(room="315")

    def but_the_named(vendor: Mews, external_ids: Collection[str]) -> Found:
        if named in external_ids:
            raise REFUSED_THERE.refuse("not that one")
        return given(vendor, external_ids)

    monkeypatch.setattr(Mews, "reservations", but_the_named)
    hotel.sweep()

    assert hotel.connection().sweep.status == "done"
    assert hotel.row("315").occupancy is Occupancy.VACANT
    assert [letter.dead_letter_id for letter in hotel.parked()] == [late]


@pytest.mark.parametrize(
    ("handler", "subject"),
    [
        ("push_when_room_status_changed", RoomStatusChanged.subject),
        ("push_when_condition_wanted", ConditionWanted.subject),
        ("sweep_when_reconcile_requested", ReconcileRequested.subject),
    ],
)
def test_a_sweep_closes_nothing_that_cannot_be_read(hotel: Bridge, handler: str, subject: str) -> None:
    data = '{"payload": {"unheardOf": "yes"}}'
    letter = DeadLetter(
        dead_letter_id=letter_id(handler, data),
        subject=subject,
        handler=handler,
        reason=Reason(code=NOT_OUR_SCHEMA, detail="roomId: is missing"),
        data=data,
        first_failed_at=hotel.ground.now,
        last_failed_at=hotel.ground.now,
    )
    hotel.ground.put(letter)
    hotel.ground.pass_time(minutes=1)

    hotel.sweep()

    assert hotel.ground.get(DeadLetter, letter.dead_letter_id).status == "parked"


def test_a_room_on_which_the_sides_differ_keeps_its_letter(hotel: Bridge) -> None:
    room = hotel.vacant("Inspected")
    hotel.mews.webhooks.url = None
    hotel.mews.desk.block_room(room=room)
    letter = parked_about(hotel, "push_when_condition_wanted", ConditionWanted(vendor="mews", room_id=room, reason=""))

    hotel.sweep()

    assert hotel.drift(room).status == "open"
    assert hotel.ground.get(DeadLetter, letter).status == "parked"
