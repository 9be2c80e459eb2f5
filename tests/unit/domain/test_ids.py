"""One spelling for each room, and ids that stand for what is named elsewhere."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.domain.ids import RoomId, RoomName, StayId, derived_id
from shared.runtime.faults import faults

ROOM, NAME = TypeAdapter(RoomId), TypeAdapter(RoomName)


@pytest.mark.parametrize(
    "written", ["12A", "12a", " 12a ", "\N{EXTENDED ARABIC-INDIC DIGIT ONE}2a", "1\N{ARABIC-INDIC DIGIT TWO}A"]
)
def test_a_room_has_one_id_however_its_number_is_written(written: str) -> None:
    assert ROOM.validate_python(written) == "12A"


@pytest.mark.parametrize(
    ("called", "number"),
    [(301, "301"), (301.0, "301"), ("204\u200f", "204"), ("\u200e205\u00a0", "205"), ("2.04", "2.04")],
)
def test_a_number_is_a_number_however_it_came(called: object, number: str) -> None:
    """R13, R15."""
    assert ROOM.validate_python(called) == NAME.validate_python(called) == number


@pytest.mark.parametrize(
    ("called", "room_id"),
    [
        ("Villa 3", "VILLA-3"),
        ("villa  3", "VILLA-3"),
        ("VILLA-3", "VILLA-3"),
        ("201/202", "201-202"),
        ("Suite 1/2", "SUITE-1-2"),
        ("Ünit 5", "UNIT-5"),
        ("اتاق ۳", "3-QF0C7K"),
        ("اتاق 3", "3-QF0C7K"),
        ("ویلا ۳", "3-GTE3Z0"),
        ("باغچه", "R-4Q2ACQ"),
        ("Presidential Suite North Tower", "PRESIDENT-57C5AK"),
    ],
)
def test_a_room_that_is_called_by_words_has_one_id_derived_of_them(called: str, room_id: str) -> None:
    """R12. Written down, for it must be the same for ever."""
    assert ROOM.validate_python(called) == room_id
    assert ROOM.validate_python(room_id) == room_id


@pytest.mark.parametrize("called", ["Villa 3", "201/202", "اتاق ۳", "Chambre à l’étage, côté jardin n° 4"])
def test_a_room_keeps_its_name_as_it_is_written(called: str) -> None:
    assert NAME.validate_python(f" {called}\u200f ") == called


def test_names_that_read_alike_and_are_not_have_ids_of_their_own() -> None:
    ids = [
        ROOM.validate_python(name) for name in ("Suite 12", "Suite 1/2", "Suite 1 2 3 4 5 6 7", "Suite 1 2 3 4 5 6 8")
    ]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("wrong", ["", "   ", "\u200e", "/", "🌸", "2" * 41, None, True, 2.5, [204]])
def test_what_is_no_name_of_a_room_is_refused(wrong: object) -> None:
    for kind in (ROOM, NAME):
        with pytest.raises(ValidationError) as refused:
            kind.validate_python(wrong)
        assert "^" not in faults(refused.value)[0].message


def test_what_has_a_name_elsewhere_has_one_id_here() -> None:
    made = derived_id("rsv", "mews", "f3b1")
    assert made == derived_id("rsv", "mews", "f3b1")
    assert TypeAdapter(StayId).validate_python(made) == made
    assert made != derived_id("rsv", "mewsf", "3b1")


def test_an_id_of_another_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(StayId).validate_python(derived_id("gst", "mews", "f3b1"))
