"""Who works in another property of the tenant is asked, and answers themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from shared.domain.invitations import Invitation
from shared.domain.people import Actor, Role
from shared.domain.roster import Roster
from shared.domain.staff import Staff, staff_id_of
from shared.runtime.place import Place
from shared.runtime.store.port import Key, Put
from tests.ground import FRONT_DESK, MANAGER, STRANGER, Ground, ground, person

EMAIL = "laila@demo.hotel"
LAILA = staff_id_of("demo", EMAIL)
HERSELF = Actor("user", LAILA, "demo", {"sister-hotel": frozenset({Role.HOUSEKEEPER})})
SISTER = person(Role.MANAGER, property_id="sister-hotel")
ACCEPT = "/auth/me/invitations/demo-hotel/accept"
DECLINE = "/auth/me/invitations/demo-hotel"


@pytest.fixture
def hotel() -> Iterator[Ground]:
    """Laila works in the sister hotel."""
    with ground() as stands, accounts.use(MemoryAccounts("hotel-project")):
        place = Place("demo", "sister-hotel")
        stands.store.commit([Put(Key(place.path), {"tenant_id": "demo", "property_id": "sister-hotel"}, None)])
        sister = Ground(stands.store, stands.bus, stands.identity, place=place)
        sister.data(
            "POST", "staff", {"name": "Laila", "email": EMAIL, "role": "housekeeper", "languages": ["ps"]}, by=SISTER
        )
        yield stands


def invite(hotel: Ground, role: str = "supervisor", email: str = EMAIL) -> dict[str, object]:
    invited: dict[str, object] = hotel.data("POST", "invitations", {"email": email, "role": role})
    return invited


def test_who_works_elsewhere_is_not_hired_but_invited(hotel: Ground) -> None:
    """P1."""
    said = {"name": "Somebody", "email": EMAIL.upper(), "role": "housekeeper"}

    assert hotel.refused("POST", "staff", said) == (409, "MELMASTOON.IDENTITY.WORKS_ELSEWHERE")
    assert hotel.find(Staff, LAILA) is None
    assert invite(hotel)["staff_id"] == LAILA


def test_an_invitation_alone_makes_nobody_staff(hotel: Ground) -> None:
    invite(hotel)

    assert hotel.find(Staff, LAILA) is None
    assert "melmastoon.identity.staff.changed.v1" not in hotel.told()[1:]


def test_both_sides_see_it(hotel: Ground) -> None:
    invite(hotel)

    assert [(one["email"], one["role"]) for one in hotel.data("GET", "invitations")] == [(EMAIL, "supervisor")]
    mine = hotel.data("GET", "/auth/me/invitations", by=HERSELF)
    assert [(one["property_id"], one["role"], one["invited_by"]) for one in mine] == [
        ("demo-hotel", "supervisor", MANAGER.id)
    ]


def test_who_accepts_works_there_by_their_own_name_and_languages(hotel: Ground) -> None:
    invite(hotel, "manager")
    hotel.data("POST", ACCEPT, {}, by=HERSELF)

    staff = hotel.get(Staff, LAILA)
    assert (staff.name, staff.languages, staff.role) == ("Laila", ("ps",), Role.MANAGER)
    assert LAILA in hotel.get(Roster, "current").managers
    assert hotel.find(Invitation, LAILA) is None
    assert hotel.payloads("melmastoon.identity.staff.changed.v1")[-1] == {"staffId": LAILA, "role": "manager"}


@pytest.mark.parametrize("how", ["declined", "withdrawn", "too late", "accepted already", "never made"])
def test_an_invitation_that_is_over_is_not_accepted(hotel: Ground, how: str) -> None:
    if how != "never made":
        invite(hotel)
    if how == "declined":
        hotel.data("DELETE", DECLINE, by=HERSELF)
    elif how == "withdrawn":
        hotel.data("DELETE", f"invitations/{LAILA}")
    elif how == "too late":
        hotel.pass_time(days=14)
    elif how == "accepted already":
        hotel.data("POST", ACCEPT, {}, by=HERSELF)

    assert hotel.refused("POST", ACCEPT, {}, by=HERSELF)[0] == 404
    assert (hotel.find(Staff, LAILA) is None) == (how != "accepted already")
    assert hotel.data("GET", "/auth/me/invitations", by=HERSELF) == hotel.data("GET", "invitations") == []


def test_one_that_nobody_answered_is_forgotten_at_night(hotel: Ground) -> None:
    invite(hotel)
    hotel.call("POST", "/internal/cron/expire-invitations")
    assert hotel.find(Invitation, LAILA) is not None

    hotel.now += timedelta(days=14)
    hotel.call("POST", "/internal/cron/expire-invitations")
    assert hotel.find(Invitation, LAILA) is None


def test_asked_again_it_is_made_anew(hotel: Ground) -> None:
    invite(hotel)
    hotel.pass_time(days=13)
    invite(hotel, "housekeeper")
    hotel.pass_time(days=13)

    hotel.data("POST", ACCEPT, {}, by=HERSELF)
    assert hotel.get(Staff, LAILA).role is Role.HOUSEKEEPER


def test_nobody_answers_for_another(hotel: Ground) -> None:
    invite(hotel)

    for other in (MANAGER, SISTER, FRONT_DESK, STRANGER):
        assert hotel.refused("POST", ACCEPT, {}, by=other)[0] == 404
    assert hotel.find(Staff, LAILA) is None


def test_who_works_nowhere_yet_is_hired_and_who_works_here_is_here(hotel: Ground) -> None:
    stranger = {"email": "nobody@demo.hotel", "role": "housekeeper"}
    assert hotel.refused("POST", "invitations", stranger) == (409, "MELMASTOON.IDENTITY.NOBODY_TO_INVITE")

    invite(hotel)
    hotel.data("POST", ACCEPT, {}, by=HERSELF)
    assert hotel.refused("POST", "invitations", {"email": EMAIL, "role": "housekeeper"})[0] == 409


def test_the_same_address_in_another_tenant_is_somebody_else(hotel: Ground) -> None:
    place = Place("other", "other-hotel")
    hotel.store.commit([Put(Key(place.path), {"tenant_id": "other", "property_id": "other-hotel"}, None)])
    other = Ground(hotel.store, hotel.bus, hotel.identity, place=place)
    said = {"email": EMAIL, "role": "manager"}

    assert other.refused("POST", "invitations", said, by=STRANGER)[1] == "MELMASTOON.IDENTITY.NOBODY_TO_INVITE"
    assert other.data("POST", "staff", said | {"name": "Laila"}, by=STRANGER)["staff_id"] != LAILA


def test_only_managers_invite(hotel: Ground) -> None:
    assert hotel.refused("POST", "invitations", {"email": EMAIL, "role": "manager"}, by=FRONT_DESK)[0] == 403
