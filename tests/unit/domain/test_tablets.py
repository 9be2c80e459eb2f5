"""What a guest's tablet shows of their requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.domain.rooms import Occupancy, Occupant, OpenTask, Room
from shared.domain.settings import Settings
from shared.domain.tablets import MOST_TICKETS, Tablet
from shared.domain.tickets import Ticket, TicketKind, TicketStatus

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
TABLET = Tablet(room_id="204", stay_id="rsv_1")


def ticket(number: int, status: TicketStatus = TicketStatus.OPEN, stay_id: str | None = "rsv_1") -> Ticket:
    return Ticket(
        ticket_id=f"tkt_{number:02}",
        room_id="204",
        stay_id=stay_id,
        kind=TicketKind.TOWELS,
        text="two, please",
        status=status,
        opened_by="guest",
        opened_at=NOW + timedelta(minutes=number),
    )


def shown(tablet: Tablet) -> list[str]:
    return [one.ticket_id for one in tablet.tickets]


def test_a_request_of_this_stay_is_shown_newest_first_and_followed() -> None:
    tablet = TABLET.following(ticket(1), NOW).following(ticket(2), NOW)
    assert shown(tablet) == ["tkt_02", "tkt_01"]
    done = tablet.following(ticket(1, TicketStatus.DONE), NOW + timedelta(hours=1))
    assert shown(done) == ["tkt_02", "tkt_01"]
    assert done.tickets[1].status == "done"


def test_requests_of_other_stays_and_about_the_room_itself_are_not_shown() -> None:
    assert TABLET.following(ticket(1, stay_id="rsv_2"), NOW) == TABLET
    assert TABLET.following(ticket(1, stay_id=None), NOW) == TABLET
    empty = Tablet(room_id="204")
    assert empty.following(ticket(1, stay_id=None), NOW) == empty


def test_the_list_is_bounded_and_what_is_still_to_come_stays_in_sight() -> None:
    tablet = TABLET.following(ticket(0), NOW)
    for number in range(1, MOST_TICKETS + 3):
        tablet = tablet.following(ticket(number, TicketStatus.DONE), NOW)
    assert len(tablet.tickets) == MOST_TICKETS
    assert shown(tablet)[-1] == "tkt_00"
    assert shown(tablet)[0] == f"tkt_{MOST_TICKETS + 2:02}"


HOUSE = Settings(house_information={"en": "Breakfast from six to ten", "ps": "ناشته له شپږو تر لسو"})


def occupied(*tasks: OpenTask, stay_id: str = "rsv_1", language: str | None = None) -> Room:
    leaves = NOW + timedelta(days=1)
    stay = Occupant(stay_id=stay_id, guest_id="gst_1", checked_in_at=NOW, check_out_at=leaves, language=language)
    return Room(room_id="204", number="204", floor=2, occupancy=Occupancy.OCCUPIED, stay=stay, tasks=tasks)


def task(task_id: str, kind: str = "mid_stay_clean", stay_id: str | None = "rsv_1") -> OpenTask:
    return OpenTask(
        task_id=task_id,
        kind=kind,
        status="assigned",
        priority="high",
        stay_id=stay_id,
        assignee="stf_1",
        scheduled_for=NOW + timedelta(hours=3),
        created_at=NOW,
    )


def test_a_clean_that_is_to_come_is_shown_with_its_hour_and_not_with_who_comes() -> None:
    (shown,) = TABLET.mirroring(occupied(task("hkt_1")), HOUSE).tasks
    assert (shown.task_id, shown.status, shown.scheduled_for) == ("hkt_1", "assigned", NOW + timedelta(hours=3))
    assert "stf_1" not in shown.model_dump_json()


def test_only_cleans_of_this_stay_are_shown() -> None:
    others = (task("hkt_1", "inspection"), task("hkt_2", stay_id="rsv_0"), task("hkt_3", stay_id=None))
    assert TABLET.mirroring(occupied(*others), HOUSE).tasks == ()


def test_a_clean_that_is_open_no_more_and_a_guest_who_has_left_leave_nothing() -> None:
    tablet = TABLET.mirroring(occupied(task("hkt_1")), HOUSE)
    assert tablet.mirroring(occupied(), HOUSE).tasks == ()
    assert tablet.mirroring(Room(room_id="204", number="204", floor=2, tasks=(task("hkt_1"),)), HOUSE).tasks == ()
    assert tablet.mirroring(occupied(task("hkt_1"), stay_id="rsv_2"), HOUSE).tasks == ()


def test_the_house_informs_in_every_language_it_has_for_the_guest_to_choose_from() -> None:
    assert TABLET.mirroring(occupied(language="tg"), HOUSE).information == HOUSE.house_information
    assert TABLET.mirroring(occupied(), Settings()).information == {}
