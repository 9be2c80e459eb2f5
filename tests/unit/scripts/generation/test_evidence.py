"""What a test is evidence of is read from its source, its helpers' included, and never more than stands there."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from scripts.generation.evidence import Case, cases

SOURCE = """
import pytest

DISHES = "/api/v1/kitchen/dishes"
SERVED, EATEN = "melmastoon.kitchen.dish.served.v1", "melmastoon.kitchen.dish.eaten.v1"


def do(hotel, dish_id, deed, **said):
    hotel.data("POST", f"{DISHES}/{dish_id}/{deed}", said)


@pytest.fixture
def paused(hotel):
    do(hotel, "dsh_1", "pause")


def test_direct(hotel):
    hotel.data("GET", f"{DISHES}?status=open")


def test_through_a_helper(hotel):
    do(hotel, "dsh_1", "resume")


def test_through_a_fixture(paused):
    assert paused


def test_of_another_deed(hotel):
    do(hotel, "dsh_1", "fail")


def test_by_a_name_of_its_own(hotel):
    path = f"{DISHES}/dsh_1"
    hotel.call("GET", path, by=None)


def test_told(hotel):
    words = ["created", "assigned"]
    assert hotel.told() == [f"melmastoon.kitchen.dish.{word}.v1" for word in words]


def test_told_by_constant(hotel):
    assert hotel.told() == [EATEN]


def test_named(hotel):
    assert hotel.deliver(DishCooked(dish_id="dsh_1"))
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Case]:
    path = tmp_path / "tests" / "unit" / "test_x.py"
    path.parent.mkdir(parents=True)
    path.write_text(dedent(SOURCE))
    return {test.name: test for test in cases(tmp_path)}


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("test_direct", "GET", "/api/v1/kitchen/dishes"),
        ("test_through_a_helper", "POST", "/api/v1/kitchen/dishes/{}/resume"),
        ("test_through_a_fixture", "POST", "/api/v1/kitchen/dishes/{}/pause"),
        ("test_by_a_name_of_its_own", "GET", "/api/v1/kitchen/dishes/{}"),
    ],
)
def test_a_request_is_seen(found: dict[str, Case], name: str, method: str, path: str) -> None:
    assert [one.name for one in found.values() if one.asks(method, path)] == [name]


def test_a_deed_that_only_another_test_says_is_not_this_ones(found: dict[str, Case]) -> None:
    assert not found["test_of_another_deed"].asks("POST", "/api/v1/kitchen/dishes/{}/resume")


def test_another_method_is_another_request(found: dict[str, Case]) -> None:
    assert not found["test_direct"].asks("POST", "/api/v1/kitchen/dishes")


def test_a_text_is_put_together_of_words_that_stand_in_the_test(found: dict[str, Case]) -> None:
    assert found["test_told"].says("melmastoon.kitchen.dish.created.v1")
    assert not found["test_told"].says("melmastoon.kitchen.dish.failed.v1")


def test_a_constant_stands_for_its_text(found: dict[str, Case]) -> None:
    says = [name for name, one in found.items() if one.says("melmastoon.kitchen.dish.eaten.v1")]
    assert says == ["test_told_by_constant"]


def test_a_name_is_seen_where_it_is_used(found: dict[str, Case]) -> None:
    assert [one.name for one in found.values() if one.names("DishCooked")] == ["test_named"]
