"""A row and its tablet, kept together by processes that each remember the settings for some seconds."""

from __future__ import annotations

import itertools
from datetime import timedelta

from shared.domain.people import system
from shared.domain.rooms import GuestFlag, Occupancy, Occupant, Room
from shared.domain.settings import Settings
from shared.domain.tablets import Tablet
from shared.flows.rows import keep_row, row
from shared.runtime.execution import Call
from shared.runtime.tenancy import REMEMBERED
from shared.runtime.units import Units
from shared.runtime.work import Work
from tests.ground import NOON, PLACE, Ground, ground

NUMBERS = itertools.count()
BEFORE = Settings(name="Demo Hotel", zone="Asia/Kabul", welcome_message={"en": "Good evening"}, revision=1)
AFTER = BEFORE.but(welcome_message={"en": "Good morning"}, revision=2)


def furnish(hotel: Ground) -> None:
    leaves = NOON + timedelta(days=1)
    guest = Occupant(stay_id="rsv_1", guest_id="gst_1", checked_in_at=NOON, check_out_at=leaves)
    room = Room(room_id="204", number="204", floor=2, occupancy=Occupancy.OCCUPIED, stay=guest)
    hotel.put(room, Tablet(room_id="204"))


def flag(flag: GuestFlag) -> None:
    """Have some command change the row."""

    def decide(work: Work) -> None:
        keep_row(work, row(work, "204").flagged(flag, work.now))

    entry = f"flag-{next(NUMBERS)}"
    Units(Call("event", "flag", "tests", entry, system("demo", "demo-hotel", "tests"), PLACE, entry, entry, entry)).run(
        "set", decide
    )


def show(settings: Settings) -> None:
    """Have the tablet show these words, as a process does that read the settings anew."""

    def decide(work: Work) -> None:
        room = row(work, "204")
        work.keep(work.get(Tablet, "204").mirroring(room, settings))

    entry = f"show-{next(NUMBERS)}"
    Units(Call("event", "show", "tests", entry, system("demo", "demo-hotel", "tests"), PLACE, entry, entry, entry)).run(
        "set", decide
    )


def test_a_command_that_remembers_settings_of_before_never_writes_older_words_onto_a_tablet() -> None:
    with ground(settings=BEFORE) as hotel:
        furnish(hotel)
        flag(GuestFlag.MAKE_UP_ROOM)
        hotel.put(AFTER)
        show(AFTER)

        flag(GuestFlag.DO_NOT_DISTURB)

        tablet = hotel.get(Tablet, "204")
        assert (tablet.guest_flag, tablet.messages) == (GuestFlag.DO_NOT_DISTURB, {"en": "Good morning"})
        assert tablet.settings_revision == 2


def test_until_a_tablet_shows_the_new_words_what_is_remembered_is_good_enough() -> None:
    with ground(settings=BEFORE) as hotel:
        furnish(hotel)
        flag(GuestFlag.MAKE_UP_ROOM)
        hotel.put(AFTER)

        flag(GuestFlag.DO_NOT_DISTURB)
        assert hotel.get(Tablet, "204").messages == {"en": "Good evening"}

        hotel.pass_time(seconds=REMEMBERED.total_seconds())
        flag(GuestFlag.NONE)
        assert hotel.get(Tablet, "204").messages == {"en": "Good morning"}
