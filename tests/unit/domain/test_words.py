# ruff: noqa: RUF001 - names are as people write them
"""Text from outside becomes text that can be kept, compared and read (R13, R20, H25)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.domain.settings import MOST_LANGUAGES, Choosing
from shared.domain.stays import BookedGuest
from shared.domain.words import Asked, Day, Decimal, Instant, Name, Text, Told, Whole, YesNo, legible, storable

NAME, TEXT, TOLD = TypeAdapter(Name), TypeAdapter(Text), TypeAdapter(Told)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Amina   Rahimi ", "Amina Rahimi"),
        ("Amina\u00a0\u00a0Rahimi", "Amina Rahimi"),
        ("Amina\r\nRahimi\tKhan", "Amina Rahimi Khan"),
        ("Amina\u2028Rahimi", "Amina Rahimi"),
        ("Amina\x00\x07", "Amina"),
        ("\u202eAmina\u202c", "Amina"),
        ("\u2067امینه\u2069\u200f", "امینه"),
        ("\ufeffAmina\u200b", "Amina"),
        ("Ami\u00adna", "Amina"),
        ("Mu\u0308ller", "M\u00fcller"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("علی\u200c\u200cرضا\u200c", "علی\u200cرضا"),
        ("\u200cعلی \u200cرضا", "علی رضا"),
        ("Anna\u200cLena", "AnnaLena"),
        ("👩\u200d💻 Sara", "👩\u200d💻 Sara"),
        ("क्\u200dष", "क्\u200dष"),
        ("\ud800Amina", "\ufffdAmina"),
        ("\ud83d\ude00", "😀"),
        ("۱۲", "۱۲"),
    ],
)
def test_a_name_is_one_line_of_what_one_sees(written: str, kept: str) -> None:
    assert NAME.validate_python(written) == kept


@pytest.mark.parametrize(
    "nothing", ["", "   ", "\u200e\u200f", "\u00a0\u2800\u3164", "\x00", "\u0301", "\u200c", "\ufe0f"]
)
def test_a_name_of_nothing_that_one_sees_is_none(nothing: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(nothing)
    assert TEXT.validate_python(nothing) == ""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one  \n\n\n\n  two", "one\n\ntwo"),
        ("\n\none\x00\u202e\n", "one"),
        ("Room\u00a0204:\tdrips", "Room 204: drips"),
        ("اتاق 204\u200f!", "اتاق 204\u200f!"),
    ],
)
def test_a_note_keeps_its_lines_and_its_marks_of_direction(written: str, kept: str) -> None:
    assert TEXT.validate_python(written) == kept


@pytest.mark.parametrize("text", ["Amina  \u200f R", "علی\u200cرضا", "a\n\nb", "\ud800", "e\u0301"])
def test_what_was_let_in_once_comes_in_unchanged(text: str) -> None:
    for kind in (NAME, TEXT, TOLD):
        once = kind.validate_python(text)
        assert kind.validate_python(once) == once


def test_a_person_is_told_the_limit_and_a_system_is_cut_to_it() -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python("a" * 201)
    assert TOLD.validate_python("a" * 3_000) == "a" * 200
    booked = BookedGuest(guest_id="gst_01J00000000000000000000001", name="Ali\n\ud800" + "i" * 3_000)
    assert (len(booked.name), booked.name[:6]) == (200, "Ali \ufffdi")


def test_json_of_others_is_made_storable_whole() -> None:
    assert storable({"a\ud800": ["\udfff", {"b": "\ud83d\ude00"}, 1, None, True]}) == {
        "a\ufffd": ["\ufffd", {"b": "😀"}, 1, None, True]
    }
    assert legible({"note": "a\x00\u202e\n\n\n\nb", "rows": [{"reason": "\ufeffnear"}], "n": 1}) == {
        "note": "a\n\nb",
        "rows": [{"reason": "near"}],
        "n": 1,
    }


@pytest.mark.parametrize("number", ["۱۲", "١٢", "12", 12, 12.0])
def test_a_number_may_be_written_in_any_digits(number: Any) -> None:
    assert TypeAdapter(Whole).validate_python(number) == 12
    assert TypeAdapter(Decimal).validate_python(number) == 12.0


@pytest.mark.parametrize("kind", [Whole, Decimal])
@pytest.mark.parametrize("other", [True, False, "yes", "", None, [1], 1.5j])
def test_what_is_no_number_is_none(kind: Any, other: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(other)


@pytest.mark.parametrize("other", ["yes", "true", "on", "1", 1, 0, None])
def test_yes_and_no_are_said_as_json_says_them(other: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(YesNo).validate_python(other)


def test_a_query_has_nothing_but_text_to_say_yes_with() -> None:
    assert [TypeAdapter(Asked).validate_python(said) for said in ("true", "false", True)] == [True, False, True]
    with pytest.raises(ValidationError):
        TypeAdapter(Asked).validate_python("yes")


@pytest.mark.parametrize("other", [0, 1_700_000_000, 1.5, "1700000000", "17", True, "2026-06-15", "today"])
def test_a_bare_number_or_a_day_is_no_moment(other: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Instant).validate_python(other)


@pytest.mark.parametrize("other", [0, 86_400, "86400", True, "2026-06-15T00:00:00Z", "15.06.2026", "2026-13-01"])
def test_only_a_day_is_a_day(other: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(other)
    assert TypeAdapter(Day).validate_python("۲۰۲۶-۰۶-۱۵").isoformat() == "2026-06-15"


def test_the_longest_settings_fit_in_a_document_three_times() -> None:
    codes = [f"aa-{chr(65 + place)}A" for place in range(MOST_LANGUAGES)]
    longest = Choosing.model_validate(
        {
            "name": "ن" * 200,
            "languages": codes,
            "welcome_message": dict.fromkeys(codes, "س" * 500),
            "house_information": dict.fromkeys(codes, "س" * 4000),
            "room_types": {("ن" * 197) + str(place): {"turnover_minutes": 30} for place in range(100)},
        }
    )
    assert len(longest.model_dump_json().encode()) * 3 < 1 << 20


@pytest.mark.parametrize(
    "wrong",
    [
        {"welcome_message": {"en": "x" * 900_000}},
        {"house_information": {"en": "x" * 4_001}},
        {"welcome_message": {f"{a}{b}": "x" for a in "abcde" for b in "abcde"}},
        {"name": "x" * 201},
        {"inspections": "yes"},
        {"audit_hour": True},
    ],
)
def test_settings_are_bounded_and_of_their_types(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Choosing.model_validate(wrong)
