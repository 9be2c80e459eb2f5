"""What is remembered of a guest and how it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.guests import MOST_PREFERENCES, Guest
from shared.domain.refusals import Refusal
from shared.domain.stays import BookedGuest

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
AMINA = Guest(guest_id="gst_1", name="Amina", language="en")


def test_the_same_wish_again_keeps_where_it_was_first_learned() -> None:
    once = AMINA.learning("pillow", "feather", "tkt_1", NOON).state
    again = once.learning("pillow", "feather", "tkt_2", NOON + timedelta(days=9))
    assert again.state == once
    assert not again.events


def test_an_old_wish_that_is_heard_late_does_not_replace_a_newer_one() -> None:
    now = AMINA.learning("pillow", "foam", "tkt_2", NOON).state
    assert now.learning("pillow", "feather", "tkt_1", NOON - timedelta(days=9)).state == now


def test_a_wish_is_told_without_what_it_is() -> None:
    (told,) = AMINA.learning("pillow", "feather", "tkt_1", NOON).events
    assert "feather" not in told.model_dump_json()


def test_a_memory_has_an_end() -> None:
    guest = AMINA
    for number in range(MOST_PREFERENCES):
        guest = guest.learning(f"wish_{number}", "yes", "staff", NOON).state
    assert not guest.has_room_for("one_more")
    with pytest.raises(Refusal):
        guest.learning("one_more", "yes", "staff", NOON)
    assert guest.learning("wish_0", "no", "staff", NOON).state.preferences["wish_0"].value == "no"


def test_what_a_booking_does_not_say_is_not_forgotten() -> None:
    known = AMINA.but(email="amina@example.org")
    booked = BookedGuest(guest_id="gst_01HZZZZZZZZZZZZZZZZZZZZZZZ", name="Amina Karimi")
    assert known.known_as(booked) == known.but(name="Amina Karimi")


def test_the_language_they_asked_for_comes_before_the_one_of_their_profile() -> None:
    assert AMINA.learning("language", "tg", "staff", NOON).state.spoken == "tg"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The pillow you like: feather"),
        ("en-GB", "The pillow you like: feather"),
        ("tg", "Болиште, ки меписандед: пар"),
        ("de", "The pillow you like: feather"),
        (None, "The pillow you like: feather"),
    ],
)
def test_a_memory_is_said_in_the_guests_language_or_in_english(language: str | None, words: str) -> None:
    assert AMINA.learning("pillow", "feather", "tkt_1", NOON).state.welcome_back(language) == (words,)


def test_a_wish_of_a_kind_we_have_no_words_for_is_still_said() -> None:
    assert AMINA.learning("newspaper", "Etilaat Roz", "staff", NOON).state.welcome_back("en") == (
        "We remember: Etilaat Roz",
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The pillow you like: Firm"),
        ("fa-AF", "بالشتی که خوش دارید: سخت"),
        ("tg", "Болиште, ки меписандед: сахт"),
    ],
)
def test_what_staff_note_in_one_word_is_said_in_the_guests_language(language: str, words: str) -> None:
    assert AMINA.learning("pillow", "Firm", "staff", NOON).state.welcome_back(language) == (words,)


def test_who_has_everything_forgotten_is_not_learned_from_again_in_that_stay() -> None:
    known = AMINA.learning("pillow", "feather", "tkt_1", NOON).state
    forgotten = known.forgetting_everything("rsv_2")
    assert forgotten.state == AMINA.but(forgotten_in="rsv_2")
    assert [event.guest_id for event in forgotten.events if hasattr(event, "guest_id")] == ["gst_1"]
    assert not forgotten.state.learns_in("rsv_2")
    assert forgotten.state.learns_in("rsv_3")


def test_where_nothing_was_remembered_nobody_hears_that_it_is_forgotten() -> None:
    assert not AMINA.forgetting_everything("rsv_2").events
