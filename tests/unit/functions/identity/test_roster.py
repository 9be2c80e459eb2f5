"""Who manages a property: always somebody, whoever does what to whom at the same moment.

The walk is short here and longer by option: `pytest tests/unit/functions/identity/test_roster.py --walk 10000`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.people import Actor, Role
from shared.domain.roster import Roster
from shared.domain.staff import Staff, staff_id_of
from shared.runtime import tenancy
from shared.runtime.place import Place
from shared.runtime.store.port import Delete, Key, Put
from tests.ground import Ground, ground

HOUSES = ("demo-hotel", "sister-hotel", "lake-hotel")
NAMES = ("amina", "bilal", "chaman", "dunya", "elham", "farhad")
ROLES = (Role.MANAGER, Role.MANAGER, Role.SUPERVISOR)


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """A property as its opening leaves it: with staff, and no roster yet."""
    with ground(topics=False) as stands, accounts.use(MemoryAccounts("hotel-project")):
        stands.store.commit([Delete(stands.place.key(Roster.collection, "current"), None)])
        yield stands


def id_of(name: str) -> str:
    return staff_id_of("demo", f"{name}@demo.hotel")


NAME_OF = {id_of(name): name for name in NAMES}


def at(hotel: Ground, house: str) -> Ground:
    return (
        hotel if house == "demo-hotel" else Ground(hotel.store, hotel.bus, hotel.identity, place=Place("demo", house))
    )


def employ(hotel: Ground, name: str, role: Role, house: str = "demo-hotel") -> None:
    at(hotel, house).put(Staff(staff_id=id_of(name), name=name, email=f"{name}@demo.hotel", role=role))


def as_(hotel: Ground, name: str) -> Actor:
    """Return somebody as their token says when the request comes in: with the roles of that moment."""
    roles = {}
    for house in HOUSES:
        staff = at(hotel, house).find(Staff, id_of(name))
        if staff is not None:
            roles[house] = frozenset({staff.role})
    return Actor("user", id_of(name), "demo", roles)


def managers(hotel: Ground, house: str = "demo-hotel") -> set[str]:
    return {one.staff_id for one in at(hotel, house).all(Staff) if one.role is Role.MANAGER}


@pytest.fixture
def two(hotel: Ground) -> Ground:
    for name in ("amina", "bilal"):
        employ(hotel, name, Role.MANAGER)
    return hotel


def between(hotel: Ground, deed: Callable[[], Any]) -> None:
    """Have this done between the next request's reading and its commit."""
    done: list[bool] = []

    def step_in(_: Any) -> None:
        if not done:
            done.append(True)
            deed()

    hotel.store.before_commit = step_in


def put(name: str, role: Role) -> dict[str, Any]:
    return {"name": name, "role": role.value, "languages": ["en"]}


DEEDS: dict[str, Callable[[Ground, Actor, str], int]] = {
    "dismisses": lambda hotel, by, whom: hotel.call("DELETE", f"staff/{id_of(whom)}", by=by).status_code,
    "demotes": lambda hotel, by, whom: (
        hotel.call("PUT", f"staff/{id_of(whom)}", put(whom, Role.HOUSEKEEPER), by=by).status_code
    ),
}


@pytest.mark.parametrize("second", DEEDS)
@pytest.mark.parametrize("first", DEEDS)
@pytest.mark.parametrize("founded", [False, True], ids=["roster not there yet", "roster there"])
def test_of_two_managers_who_act_on_each_other_at_once_exactly_one_succeeds(
    two: Ground, first: str, second: str, *, founded: bool
) -> None:
    """P4."""
    if founded:
        two.put(Roster.of([id_of("amina"), id_of("bilal")]))
    amina, bilal = as_(two, "amina"), as_(two, "bilal")
    said: list[int] = []
    between(two, lambda: said.append(DEEDS[second](two, bilal, "amina")))

    said.append(DEEDS[first](two, amina, "bilal"))

    assert sorted(said) == [200, 403]
    assert managers(two) == {id_of("bilal")}


def test_of_three_who_dismiss_in_a_circle_at_once_one_remains_at_least(two: Ground) -> None:
    employ(two, "chaman", Role.MANAGER)
    by = {name: as_(two, name) for name in ("amina", "bilal", "chaman")}
    between(two, lambda: DEEDS["dismisses"](two, by["bilal"], "chaman"))

    assert DEEDS["dismisses"](two, by["amina"], "bilal") == 200
    assert DEEDS["dismisses"](two, by["chaman"], "amina") == 403
    assert managers(two) == {id_of("amina")}


@pytest.mark.parametrize("deed", DEEDS)
def test_the_last_manager_is_neither_dismissed_nor_demoted_by_a_service_either(two: Ground, deed: str) -> None:
    service = Actor("integration", "payroll@x", "demo", {"demo-hotel": frozenset({Role.MANAGER})})

    assert DEEDS[deed](two, service, "amina") == 200
    assert DEEDS[deed](two, service, "bilal") == 409
    assert managers(two) == {id_of("bilal")}


def test_who_both_step_down_are_both_refused(two: Ground) -> None:
    assert [DEEDS["demotes"](two, as_(two, name), name) for name in ("amina", "bilal")] == [409, 409]
    assert managers(two) == {id_of("amina"), id_of("bilal")}


def test_a_manager_who_was_dismissed_a_moment_ago_hires_no_other(two: Ground) -> None:
    bilal = as_(two, "bilal")
    between(two, lambda: DEEDS["dismisses"](two, as_(two, "amina"), "bilal"))
    said = {"name": "Dunya", "email": "dunya@demo.hotel", "role": "manager"}

    assert two.refused("POST", "staff", said, by=bilal) == (403, "MELMASTOON.IDENTITY.NO_LONGER_MANAGER")


@dataclass
class Walk:
    """Six people, three houses, and whatever they do to one another, every third time with somebody stepping in."""

    hotel: Ground
    dice: random.Random
    steps: int = 0
    said: list[int] = field(default_factory=list)

    def step(self) -> None:
        """Have one of them do something, every third time with another stepping in, most often whom it is done to."""
        self.steps += 1
        self.hotel.now += tenancy.REMEMBERED
        house = self.dice.choice(HOUSES)
        leads = [NAME_OF[one] for one in sorted(managers(self.hotel, house))]
        name, whom = (self.dice.choice(leads if self.dice.random() < 1 / 2 else NAMES) for _ in range(2))
        deed = self.a_deed(house, name, whom)
        if self.dice.random() < 1 / 3:
            between(self.hotel, self.a_deed(house, whom, name))
        deed()
        self.hotel.store.before_commit = lambda _: None

    def a_deed(self, house: str, name: str, whom: str) -> Callable[[], None]:
        """Choose what one does to another, with the roles that they have now, even where it is done a moment later."""
        there, by, role = at(self.hotel, house), as_(self.hotel, name), self.dice.choice(ROLES)
        said = {"email": f"{whom}@demo.hotel", "role": role.value}
        method, path, body = self.dice.choice(
            [
                ("POST", "staff", {**said, "name": whom}),
                ("PUT", f"staff/{id_of(whom)}", put(whom, role)),
                ("DELETE", f"staff/{id_of(whom)}", None),
                ("DELETE", f"staff/{id_of(whom)}", None),
                ("POST", "invitations", said),
                ("DELETE", f"invitations/{id_of(whom)}", None),
                ("POST", f"/auth/me/invitations/{house}/accept", {}),
                ("POST", f"/auth/me/invitations/{house}/accept", {}),
                ("POST", f"/auth/me/invitations/{house}/accept", {}),
                ("DELETE", f"/auth/me/invitations/{house}", None),
            ]
        )
        there.now = self.hotel.now
        return lambda: self.said.append(there.call(method, path, body, by=by).status_code)


@pytest.fixture
def walk(hotel: Ground, request: pytest.FixtureRequest) -> Walk:
    for house in HOUSES[1:]:
        facts = {"tenant_id": "demo", "property_id": house, "database": "(default)"}
        hotel.store.commit([Put(Key(f"tenants/demo/properties/{house}"), facts, None)])
    for house, name in zip(HOUSES, NAMES, strict=False):
        employ(hotel, name, Role.MANAGER, house)
    tenancy.memory.clear()
    return Walk(hotel, random.Random(request.config.getoption("--walk")))


def test_a_long_walk_of_people_keeps_a_manager_in_every_property(walk: Walk, request: pytest.FixtureRequest) -> None:
    """P4: and the roster says of every property who manages it."""
    for _ in range(request.config.getoption("--walk")):
        walk.step()
        for house in HOUSES:
            there = at(walk.hotel, house)
            found = managers(walk.hotel, house)
            roster = there.find(Roster, "current")
            assert found, f"nobody manages {house} after {walk.steps} steps"
            assert roster is None or set(roster.managers) == found
    assert {200, 201, 403, 404, 409} <= set(walk.said)
