"""A stand-in that is started again goes on where the last one ended, on the same day or a later one."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from emulators.demo import demo_hotel
from emulators.pms.mews import MewsStandIn
from emulators.pms.mews.saving import File, Unreadable
from shared.domain.pms import Drift
from shared.domain.rooms import Room
from shared.runtime.cloud import cloud
from tests.bridge import bridge

DAY = date(2026, 3, 22)
NOON = datetime(2026, 3, 22, 10, 0, tzinfo=UTC)  # 14:30 in Kabul
UNBOOKED = demo_hotel(DAY).blocks[0].room


def _stand_in(days_later: int = 0) -> MewsStandIn:
    """Start one as its process does: the hotel it begins with is that of its own day."""
    later = timedelta(days=days_later)
    return MewsStandIn(demo_hotel(DAY + later), clock=lambda: NOON + later)


def _brought_back(path: Path, days_later: int = 0) -> MewsStandIn:
    mews = _stand_in(days_later)
    assert File(path, mews.ledger).bring_back()
    return mews


def test_everything_is_as_it_was(tmp_path: Path) -> None:
    before = _stand_in()
    before.desk.check_out(room="315")
    before.desk.block_room(room=UNBOOKED)
    before.desk.create_customer(last_name="Sharifi")
    File(tmp_path / "mews.json", before.ledger).save()

    after = _brought_back(tmp_path / "mews.json")

    assert after.desk.rooms() == before.desk.rooms()
    assert after.desk.reservations() == before.desk.reservations()
    assert list(after.ledger.customers) == list(before.ledger.customers)
    assert list(after.ledger.blocks) == list(before.ledger.blocks)


def test_numbers_go_on_and_meet_nobody(tmp_path: Path) -> None:
    before = _stand_in()
    known = {stay.number for stay in before.desk.reservations()} | {before.desk.create_reservation().number}
    File(tmp_path / "mews.json", before.ledger).save()

    assert _brought_back(tmp_path / "mews.json").desk.create_reservation().number not in known


def test_what_was_there_before_is_told_to_nobody(tmp_path: Path) -> None:
    before = _stand_in()
    before.desk.check_out(room="315")
    before.desk.block_room(room=UNBOOKED)
    File(tmp_path / "mews.json", before.ledger).save()
    after = _stand_in()
    after.webhooks.url = "https://bridge.invalid"
    File(tmp_path / "mews.json", after.ledger).bring_back()
    after.ledger.tick()

    assert after.webhooks.next_due() is None


def test_the_next_day_has_the_guests_of_the_day_before_and_not_those_of_a_fresh_demo(tmp_path: Path) -> None:
    before = _stand_in()
    due_out = {stay.id for stay in before.desk.due_outs()}
    expected = {stay.id for stay in before.ledger.reservations if stay.state == "Confirmed"}
    File(tmp_path / "mews.json", before.ledger).save()

    after = _brought_back(tmp_path / "mews.json", days_later=1)

    assert due_out < {stay.id for stay in after.desk.due_outs()}
    assert {stay.id for stay in after.desk.arrivals()} < expected
    assert {stay.id for stay in after.desk.reservations()} == {stay.id for stay in before.desk.reservations()}


def test_a_block_that_ended_while_nobody_ran_is_over_and_told(tmp_path: Path) -> None:
    before = _stand_in()
    before.desk.block_room(room=UNBOOKED, hours=3)
    File(tmp_path / "mews.json", before.ledger).save()
    after = _brought_back(tmp_path / "mews.json", days_later=1)
    shown = after.ledger.room(UNBOOKED)
    after.ledger.tick()

    assert after.desk.room_state(UNBOOKED) == "Dirty"
    assert shown is not None
    assert after.ledger.resources[shown.id].updated > shown.updated


def test_without_a_file_a_fresh_hotel_stands(tmp_path: Path) -> None:
    assert not File(tmp_path / "mews.json", _stand_in().ledger).bring_back()


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"house": "demo-hotel"}', b"\xff\xfe"])
def test_a_broken_file_is_one_line_that_names_it(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "mews.json"
    path.write_bytes(broken)

    with pytest.raises(Unreadable, match=r"mews\.json is no state of the stand-in") as reason:
        File(path, _stand_in().ledger).bring_back()
    assert "\n" not in str(reason.value)


def test_the_state_of_another_house_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mews.json"
    File(path, _stand_in().ledger).save()
    path.write_text(path.read_text().replace("demo-hotel", "other-hotel"))

    with pytest.raises(Unreadable, match="another house, other-hotel"):
        File(path, _stand_in().ledger).bring_back()


def test_an_unchanged_hotel_is_not_written_again(tmp_path: Path) -> None:
    mews = _stand_in()
    file = File(tmp_path / "mews.json", mews.ledger)
    file.save()
    (tmp_path / "mews.json").unlink()
    file.save()

    assert not list(tmp_path.iterdir())


def test_a_day_later_both_sides_still_agree_on_every_room(tmp_path: Path) -> None:
    with bridge(connect={}) as both:
        both.mews.desk.check_out(room="315")
        both.settle()
        File(tmp_path / "mews.json", both.mews.ledger).save()
        rows = {row.room_id: row.stay and row.stay.stay_id for row in both.ground.all(Room)}
        both.ground.pass_time(days=1)
        tomorrow = demo_hotel(both.ground.now.date())
        both.mews = MewsStandIn(tomorrow, clock=lambda: both.ground.now, send=both.send)
        File(tmp_path / "mews.json", both.mews.ledger).bring_back()
        cloud().transport = httpx.WSGITransport(app=both.mews.wsgi)
        both.connect()
        both.sweep()
        both.settle()

        assert {row.room_id: row.stay and row.stay.stay_id for row in both.ground.all(Room)} == rows
        assert not [drift for drift in both.ground.all(Drift) if drift.status == "open"]
