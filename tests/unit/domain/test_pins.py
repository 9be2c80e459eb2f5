"""Which PINs are none, because anybody tries them first."""

from __future__ import annotations

import pytest

from shared.domain.common_pins import is_guessable
from shared.domain.people import FLOOR, Role
from shared.domain.pins import FEWEST, Pin
from shared.domain.refusals import Refusal

COMMONEST = """1234 1111 0000 1212 7777 1004 2000 4444 2222 6969 9999 3333 5555 6666 1122 1313 8888 2001 4321 1010 0909 2580
    0007 1818 1230 1984 1986 0070 1985 0987 1000 1231 1987 1999 2468 2002 2323 0123 1123 1233 1357 1221 1324 1988 2112
    2121 5150 1024 1112 1224 1969 1225 1235 1982 1983 1001 1978 1979 7410 1020 1223 1974 1975 1977 1980 1981 1029 8520
    4200 7942 5425 9090 1379 0147 5683 7410 9630 4711 1990 123456 654321 111111 121212 123123 123654 147258 159753"""


@pytest.mark.parametrize("digits", COMMONEST.split())
def test_the_commonest_are_refused(digits: str) -> None:
    """P2, P3."""
    with pytest.raises(Refusal, match="Anybody would try"):
        Pin.of("stf_1", digits, "00")


@pytest.mark.parametrize(
    "digits",
    ["1990", "2024", "0229", "3112", "1231", "311290", "123190", "901231", "199012", "121990", "31121990", "19901231",
     "12311990", "19903112"],
)  # fmt: skip
def test_years_and_days_are_refused_however_they_are_written(digits: str) -> None:
    assert is_guessable(digits)


@pytest.mark.parametrize(
    "digits", ["1111", "98765", "13579", "24680", "7070", "471471", "47114711", "473374", "369258"]
)
def test_what_has_a_shape_is_refused(digits: str) -> None:
    assert is_guessable(digits)


@pytest.mark.parametrize("digits", ["4839", "7391", "8064", "48391", "483917", "8305147", "74926058", "3052", "9934"])
def test_others_are_taken(digits: str) -> None:
    assert not is_guessable(digits)


def test_enough_are_left_to_choose_from() -> None:
    refused = sum(is_guessable(f"{number:04}") for number in range(10_000))

    assert 1_500 < refused < 2_500


def test_whoever_works_the_floor_has_a_length_and_nobody_else() -> None:
    assert FEWEST.keys() == FLOOR
    assert FEWEST[Role.SUPERVISOR] == 6
