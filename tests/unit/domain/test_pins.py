"""What makes a PIN, and how one is proved."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.domain.pins import Digits, Pin
from shared.domain.refusals import Refusal

SALT, OTHER_SALT = "00" * 16, "11" * 16


def test_a_pin_is_proved_by_its_digits_and_by_no_others() -> None:
    pin = Pin.of("stf_1", "2580", SALT)

    assert pin.is_proved_by("2580")
    assert not pin.is_proved_by("2581")


def test_what_is_kept_neither_says_the_pin_nor_who_else_has_it() -> None:
    one, other = Pin.of("stf_1", "2580", SALT), Pin.of("stf_2", "2580", OTHER_SALT)

    assert "2580" not in one.model_dump_json()
    assert one.proof != other.proof


@pytest.mark.parametrize("digits", ["0000", "1234", "87654321", "45678"])
def test_what_anybody_would_try_first_is_no_pin(digits: str) -> None:
    with pytest.raises(Refusal) as refused:
        Pin.of("stf_1", digits, SALT)
    assert refused.value.rule.status == 422


@pytest.mark.parametrize("typed", ["2580", "۲۵۸۰", "٢٥٨٠"])
def test_digits_may_be_typed_as_the_keyboard_has_them(typed: str) -> None:
    assert TypeAdapter(Digits).validate_python(typed) == "2580"


@pytest.mark.parametrize("typed", ["258", "258025802", "25a0", "", " 2580", "2580\n", 2580])
def test_four_to_eight_digits_and_nothing_else(typed: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Digits).validate_python(typed)
