"""scripts/hotel opens a property once, and its manager can sign in and hire the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.identity.accounts import use
from functions.identity.accounts.memory import MemoryAccounts
from scripts.opening import main
from shared.domain.people import Role
from shared.domain.settings import Settings
from shared.domain.staff import Staff, staff_id_of
from shared.runtime.identity.memberships import properties_of
from shared.runtime.place import Place
from shared.runtime.tenancy import place_of
from tests.ground import Ground, ground

EMAIL, PASSWORD = "farida@example.com", "a long password"
KABUL = Place("melmastoon", "kabul")
MANAGER = staff_id_of("melmastoon", EMAIL)


@pytest.fixture
def stands() -> Iterator[Ground]:
    with ground(topics=False) as standing:
        yield standing


@pytest.fixture
def known() -> Iterator[MemoryAccounts]:
    with use(MemoryAccounts("hotel-x")) as accounts:
        assert isinstance(accounts, MemoryAccounts)
        yield accounts


@pytest.fixture(autouse=True)
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "hotel-x")


def hotel(*more: str, property_id: str = "kabul", zone: str = "Asia/Kabul") -> int:
    words = ["--project", "hotel-x", "--tenant", "melmastoon", "--property", property_id, "--name", "Melmastoon"]
    words += ["--zone", zone, "--manager-name", "Farida Rahimi", "--manager-email", EMAIL, *more]
    return main(words)


def test_an_opened_property_is_known_has_settings_and_a_manager_who_can_sign_in(
    stands: Ground, known: MemoryAccounts
) -> None:
    assert hotel("--languages", "fa-AF,en") == 0
    assert place_of("melmastoon", "kabul") == KABUL
    settings, manager = _kept(stands)
    assert (settings.name, settings.zone, settings.languages) == ("Melmastoon", "Asia/Kabul", ("fa-AF", "en"))
    assert (manager.email, manager.role, manager.revision) == (EMAIL, "manager", 1)
    signed_in = known.sign_in(EMAIL, PASSWORD)
    assert (signed_in.uid, signed_in.claims) == (MANAGER, {"tenant": "melmastoon"})
    assert properties_of("melmastoon", MANAGER) == {"kabul": Role.MANAGER}


def test_opening_it_twice_leaves_it_as_it_is(stands: Ground, known: MemoryAccounts) -> None:
    hotel()
    assert hotel(zone="Asia/Dushanbe") == 0
    assert _kept(stands)[0].zone == "Asia/Kabul"


def test_a_manager_of_two_properties_keeps_the_first(stands: Ground, known: MemoryAccounts) -> None:
    hotel()
    hotel(property_id="herat")
    assert properties_of("melmastoon", MANAGER) == {"kabul": Role.MANAGER, "herat": Role.MANAGER}


def test_what_is_no_zone_is_refused_in_one_line(
    stands: Ground, known: MemoryAccounts, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hotel(zone="Kabul") == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert known.find(MANAGER) is None


def test_a_short_password_opens_nothing(stands: Ground, known: MemoryAccounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: "short")
    assert hotel() == 2
    assert known.find(MANAGER) is None


def _kept(stands: Ground) -> tuple[Settings, Staff]:
    found = stands.store.read([KABUL.key("settings", "current"), KABUL.key("staff", MANAGER)])
    return Settings.model_validate(dict(found[0].data or {})), Staff.model_validate(dict(found[1].data or {}))
