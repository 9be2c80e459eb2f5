"""Who works here, and that the accounts for signing in follow, whatever crashes in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.memory import MemoryAccounts
from functions.identity.accounts.port import Account, Unreachable, WrongPassword
from functions.identity.staff import sync_account
from shared.domain.people import Actor, Role
from shared.domain.staff import Staff, staff_id_of
from shared.runtime import events_in
from shared.runtime.identity.memberships import properties_of, role_in
from shared.runtime.identity.standing import Revocation
from shared.runtime.parking import DeadLetter
from shared.runtime.place import Place
from shared.runtime.problems import Problem
from shared.runtime.routes import ROUTES
from shared.runtime.store.port import Key, Put
from tests.ground import FRONT_DESK, MANAGER, Ground, ground, person

EMAIL = "laila@demo.hotel"
LAILA = staff_id_of("demo", EMAIL)
HIRE = {"name": "Laila", "email": EMAIL, "role": "housekeeper", "languages": ["fa-AF", "ps"]}

HERSELF = Actor("user", LAILA, "demo", {"demo-hotel": frozenset({Role.HOUSEKEEPER})})


@pytest.fixture
def firebase() -> MemoryAccounts:
    return MemoryAccounts("hotel-project")


@pytest.fixture
def hotel(firebase: MemoryAccounts) -> Iterator[Ground]:
    with ground() as stands, accounts.use(firebase):
        yield stands


def revocation(hotel: Ground) -> Revocation | None:
    data = hotel.store.read([Key(f"revocations/{LAILA}")])[0].data
    return Revocation.model_validate(dict(data)) if data is not None else None


def hire(hotel: Ground, **facts: Any) -> Any:
    return hotel.data("POST", "staff", HIRE | facts)


def change(hotel: Ground, **facts: Any) -> Any:
    said = {"name": "Laila", "role": "housekeeper", "languages": ["fa-AF"]} | facts
    return hotel.data("PUT", f"staff/{LAILA}", said)


def sister(hotel: Ground) -> Ground:
    """Return the same ground, seen from another property of the tenant."""
    place = Place("demo", "sister-hotel")
    hotel.store.commit([Put(Key(place.path), {"tenant_id": "demo", "property_id": "sister-hotel"}, None)])
    return Ground(hotel.store, hotel.bus, hotel.identity, place=place)


def invite(there: Ground, **facts: Any) -> Any:
    by = person(Role.MANAGER, property_id=there.place.property_id)
    return there.data("POST", "invitations", {"email": EMAIL, "role": "housekeeper"} | facts, by=by)


def test_a_person_who_is_hired_has_an_account_that_says_whose_they_are_and_not_what_they_may(
    hotel: Ground, firebase: MemoryAccounts
) -> None:
    hired = hire(hotel)
    hotel.deliver()

    assert hired["staff_id"] == LAILA
    assert firebase.find(LAILA) == Account(LAILA, EMAIL, "Laila", {"tenant": "demo"})


def test_a_new_account_has_no_password_that_anybody_could_guess(hotel: Ground, firebase: MemoryAccounts) -> None:
    hire(hotel)
    hotel.deliver()

    with pytest.raises(WrongPassword):
        firebase.sign_in(EMAIL, "")
    assert not firebase.passwords


def test_nobody_is_hired_twice(hotel: Ground) -> None:
    hire(hotel)

    assert hotel.refused("POST", "staff", HIRE | {"email": EMAIL.upper()})[0] == 409


def test_the_event_says_who_by_id_only(hotel: Ground) -> None:
    hire(hotel)

    assert hotel.payloads("melmastoon.identity.staff.changed.v1") == [{"staffId": LAILA, "role": "housekeeper"}]


def test_another_role_needs_no_other_account_nor_token(hotel: Ground, firebase: MemoryAccounts) -> None:
    """P8, P9: what somebody may do is in the property's documents."""
    hire(hotel)
    hotel.deliver()
    before = firebase.find(LAILA)

    change(hotel, role="supervisor")
    hotel.deliver()

    assert firebase.find(LAILA) == before
    assert revocation(hotel) is None
    assert role_in("demo", "demo-hotel", LAILA) is Role.SUPERVISOR


def test_other_languages_are_nobodys_news(hotel: Ground) -> None:
    hire(hotel)
    told = hotel.told()
    change(hotel, languages=["ps"])

    assert hotel.told() == told


def test_who_is_dismissed_can_no_longer_sign_in_nor_use_a_token(hotel: Ground, firebase: MemoryAccounts) -> None:
    hire(hotel)
    hotel.deliver()

    hotel.data("DELETE", f"staff/{LAILA}")
    hotel.deliver()

    account, revoked = firebase.find(LAILA), revocation(hotel)
    assert account is not None
    assert (account.disabled, account.claims) == (True, {})
    assert firebase.signed_out == [LAILA]
    assert revoked is not None
    assert revoked.disabled
    assert hotel.find(Staff, LAILA) is None


def test_who_comes_back_can_sign_in_again(hotel: Ground, firebase: MemoryAccounts) -> None:
    hire(hotel)
    hotel.deliver()
    hotel.data("DELETE", f"staff/{LAILA}")
    hotel.deliver()

    hire(hotel)
    hotel.deliver()

    account, revoked = firebase.find(LAILA), revocation(hotel)
    assert account is not None
    assert not account.disabled
    assert revoked is not None
    assert not revoked.disabled


def test_two_properties_of_a_tenant_share_one_account(hotel: Ground, firebase: MemoryAccounts) -> None:
    other = sister(hotel)
    hire(hotel)
    hotel.deliver()
    invite(other, role="manager")
    hotel.data("POST", "/auth/me/invitations/sister-hotel/accept", {}, by=HERSELF)
    hotel.deliver()
    assert properties_of("demo", LAILA) == {"demo-hotel": Role.HOUSEKEEPER, "sister-hotel": Role.MANAGER}
    assert list(firebase.accounts) == [LAILA]

    hotel.data("DELETE", f"staff/{LAILA}")
    hotel.deliver()

    account = firebase.find(LAILA)
    assert account is not None
    assert not account.disabled
    assert properties_of("demo", LAILA) == {"sister-hotel": Role.MANAGER}


def test_an_account_follows_even_where_firebase_was_away(
    hotel: Ground, firebase: MemoryAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Account) -> bool:
        raise Unreachable

    hire(hotel)
    with monkeypatch.context() as patch:
        patch.setattr(firebase, "put", away)
        for message in hotel.bus.published:
            with pytest.raises(Problem):
                events_in.receive(
                    [ROUTES["sync_account_when_staff_changed"]],
                    events_in.Delivery(message.data.decode(), message.attributes),
                )
    assert firebase.find(LAILA) is None

    hotel.deliver()

    assert firebase.find(LAILA) is not None
    assert hotel.all(DeadLetter) == []


def test_an_account_that_somebody_changed_by_hand_is_mended_at_night(hotel: Ground, firebase: MemoryAccounts) -> None:
    hire(hotel)
    hotel.deliver()
    firebase.accounts[LAILA] = Account(LAILA, EMAIL, "Laila", {"tenant": "other"})

    response = hotel.call("POST", "/internal/cron/sync-staff")

    account = firebase.find(LAILA)
    assert response.status_code == 204
    assert account is not None
    assert account.claims == {"tenant": "demo"}


def test_nothing_is_done_to_an_account_that_is_as_it_should_be(hotel: Ground, firebase: MemoryAccounts) -> None:
    hire(hotel)
    hotel.deliver()
    hotel.call("POST", "/internal/cron/sync-staff")

    assert revocation(hotel) is None


def test_a_change_that_comes_between_reading_and_writing_wins(
    hotel: Ground, firebase: MemoryAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two handlers at once: this one read before the name changed, and must not leave the old one behind."""
    hire(hotel)
    kept = firebase.put
    raced: list[Any] = []

    def put(account: Account) -> bool:
        if not raced:
            raced.append(change(hotel, name="Laila A."))
        return kept(account)

    monkeypatch.setattr(firebase, "put", put)
    sync_account("demo", LAILA)

    account = firebase.find(LAILA)
    assert account is not None
    assert account.name == "Laila A."


def test_an_address_that_another_hotels_account_has_is_said_to_be_taken(
    hotel: Ground, firebase: MemoryAccounts
) -> None:
    firebase.put(Account("somebody", EMAIL, "Somebody else"))
    hire(hotel)
    hotel.deliver()
    assert hotel.get(Staff, LAILA).account == "taken"
    assert firebase.find(LAILA) is None

    del firebase.accounts["somebody"]
    hotel.call("POST", "/internal/cron/sync-staff")

    assert hotel.get(Staff, LAILA).account == "ok"
    assert firebase.find(LAILA) is not None


def test_a_manager_gives_somebody_a_password_before_their_event_was_handled(
    hotel: Ground, firebase: MemoryAccounts
) -> None:
    hire(hotel)
    hotel.data("PUT", f"staff/{LAILA}/password", {"password": "a long password"})

    assert firebase.sign_in(EMAIL, "a long password").uid == LAILA


def test_a_password_is_kept_nowhere_but_its_setting_is_journaled(hotel: Ground) -> None:
    hire(hotel)
    hotel.data("PUT", f"staff/{LAILA}/password", {"password": "a long password"})
    entries = hotel.journal()

    assert "set_password" in {entry.name for entry in entries}
    assert "a long password" not in str(entries)


def test_a_short_password_is_refused(hotel: Ground) -> None:
    hire(hotel)

    assert hotel.refused("PUT", f"staff/{LAILA}/password", {"password": "short"})[0] == 422


def test_nobody_sets_a_password_of_who_does_not_work_here(hotel: Ground) -> None:
    assert hotel.refused("PUT", f"staff/{LAILA}/password", {"password": "a long password"})[0] == 404


@pytest.mark.parametrize("how", ["demotes", "dismisses"])
def test_a_manager_keeps_their_own_role(hotel: Ground, how: str) -> None:
    hire(hotel, role="manager")
    herself = person(Role.MANAGER)
    herself = type(herself)("user", LAILA, "demo", herself.roles)

    said = {"name": "Laila", "role": "housekeeper", "languages": ["en"]}
    refused = (
        hotel.refused("PUT", f"staff/{LAILA}", said, by=herself)
        if how == "demotes"
        else hotel.refused("DELETE", f"staff/{LAILA}", by=herself)
    )

    assert refused == (409, "MELMASTOON.IDENTITY.OWN_ROLE")


def test_the_list_of_staff_is_for_managers(hotel: Ground) -> None:
    hire(hotel)

    assert [one["name"] for one in hotel.data("GET", "staff", by=MANAGER)] == ["Laila"]
    assert hotel.refused("GET", "staff", by=FRONT_DESK)[0] == 403


@pytest.mark.parametrize(
    "facts",
    [
        {"role": "guest"}, {"role": "system"}, {"role": "integration"}, {"email": "nobody"}, {"email": "a/b@c.d"},
        {"name": "  "}, {"languages": []}, {"languages": ["klingon"]}, {"staff_id": LAILA}, {"password": "x"},
    ],
)  # fmt: skip
def test_a_person_who_cannot_be_is_not_hired(hotel: Ground, facts: dict[str, Any]) -> None:
    assert hotel.refused("POST", "staff", HIRE | facts)[0] == 422


def test_who_looked_at_an_older_revision_changes_nothing(hotel: Ground) -> None:
    hire(hotel)
    change(hotel, name="Laila A.")
    said = {"name": "Laila B.", "role": "housekeeper", "languages": ["en"]}

    assert hotel.refused("PUT", f"staff/{LAILA}", said, If_Match='"v=1"')[0] == 412
