"""What colleagues know of each other, and the languages that somebody says they speak."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.people import Actor, Role
from shared.domain.staff import Staff, staff_id_of
from shared.runtime.place import Place
from shared.runtime.store.port import Key, Put
from tests.ground import AGENT, HOUSEKEEPER, SUPERVISOR, Ground, ground, guest_of

LAILA, OMID = staff_id_of("demo", "laila@demo.hotel"), staff_id_of("demo", "omid@demo.hotel")
LANGUAGES = "/auth/me/languages"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands, accounts.use(MemoryAccounts("hotel-project")):
        stands.put(
            Staff(
                staff_id=OMID,
                name="Omid",
                name_local="Умед",
                email="omid@demo.hotel",
                role=Role.MAINTENANCE,
                languages=("tg", "en"),
            ),
            Staff(staff_id=LAILA, name="Laila", email="laila@demo.hotel", role=Role.HOUSEKEEPER),
        )
        yield stands


def works_in(*properties: str) -> Actor:
    return Actor("user", LAILA, "demo", {name: frozenset({Role.HOUSEKEEPER}) for name in properties})


def test_colleagues_know_each_other_by_name_and_language_and_nothing_else(hotel: Ground) -> None:
    """P3: neither who manages, nor who has a PIN."""
    assert hotel.data("GET", "people", by=HOUSEKEEPER) == [
        {"staff_id": LAILA, "name": "Laila", "name_local": "", "languages": ["en"]},
        {"staff_id": OMID, "name": "Omid", "name_local": "Умед", "languages": ["tg", "en"]},
    ]


def test_who_gives_out_work_knows_who_does_what(hotel: Ground) -> None:
    assert [(one["name"], one["role"]) for one in hotel.data("GET", "team", by=SUPERVISOR)] == [
        ("Laila", "housekeeper"),
        ("Omid", "maintenance"),
    ]
    assert hotel.refused("GET", "team", by=HOUSEKEEPER)[0] == 403


@pytest.mark.parametrize("by", [AGENT, guest_of("204", "rsv_1")])
def test_others_do_not_know_them(hotel: Ground, by: Actor) -> None:
    assert hotel.refused("GET", "people", by=by)[0] == 403


def test_one_says_oneself_what_one_speaks(hotel: Ground) -> None:
    me = hotel.data("PUT", LANGUAGES, {"languages": ["ps", "fa-AF"]}, by=works_in("demo-hotel"))

    assert me["staff"]["languages"] == ["ps", "fa-AF"]
    assert hotel.get(Staff, LAILA).languages == ("ps", "fa-AF")
    assert hotel.get(Staff, OMID).languages == ("tg", "en")
    assert "melmastoon.identity.staff.changed.v1" not in hotel.told()


def test_it_holds_in_every_property_one_works_in(hotel: Ground) -> None:
    place = Place("demo", "sister-hotel")
    sister = Ground(hotel.store, hotel.bus, hotel.identity, place=place)
    hotel.store.commit([Put(Key(place.path), {"tenant_id": "demo", "property_id": "sister-hotel"}, None)])
    sister.put(hotel.get(Staff, LAILA))

    hotel.data("PUT", LANGUAGES, {"languages": ["ps"]}, by=works_in("demo-hotel", "sister-hotel"))

    assert {where.get(Staff, LAILA).languages for where in (hotel, sister)} == {("ps",)}


def test_the_journal_says_who_said_so(hotel: Ground) -> None:
    hotel.data("PUT", LANGUAGES, {"languages": ["ps"]}, by=works_in("demo-hotel"))

    assert [(entry.name, entry.actor["id"]) for entry in hotel.journal()] == [("set_own_languages", LAILA)]


@pytest.mark.parametrize("languages", [[], ["klingon"], "ps", None])
def test_what_is_no_language_is_refused(hotel: Ground, languages: object) -> None:
    assert hotel.refused("PUT", LANGUAGES, {"languages": languages}, by=works_in("demo-hotel"))[0] == 422


def test_a_service_speaks_no_language(hotel: Ground) -> None:
    assert hotel.refused("PUT", LANGUAGES, {"languages": ["en"]}, by=AGENT)[0] == 403
