"""P1: nobody comes by an account that is not theirs alone to manage: every road, over two tenants and three properties.

Who works where, and who manages what, is every combination there is. A road may do what its manager may do in a property of
their own; what it must never do is change a secret, or what somebody is in a property that the manager does not manage.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import flask
import pytest

import functions.identity.main  # noqa: F401 - declares the functions that are called here
from functions.identity import accounts
from functions.identity.accounts.port import WrongPassword
from shared.domain.people import Role
from shared.domain.pins import Pin
from shared.domain.staff import Staff, staff_id_of
from shared.runtime import cloud, tenancy
from shared.runtime.documents import to_data
from shared.runtime.identity.environment import Trust
from shared.runtime.place import Place
from shared.runtime.routes import ROUTES
from tests.security.google import PROJECT
from tests.security.hotel import FOREIGN, HOME, SISTER, Hotel, data_of, knock

PLACES = (HOME, SISTER, FOREIGN)
EMAIL, PASSWORD, PIN = "laila@demo.hotel", "their own password", "483917"
ATTACKER, STOLEN, TYPED = "attacker@demo.hotel", "a stolen password", "739104"
SUBSETS = [
    chosen for size in (1, 2, 3) for chosen in itertools.combinations(PLACES, size)
]  # who works, or manages, in which of the three


@dataclass
class Case:
    """Laila works in some places; somebody else manages some."""

    hotel: Hotel
    works: Sequence[Place]
    manages: Sequence[Place]

    @property
    def laila(self) -> str:
        return staff_id_of("demo", EMAIL)

    def id_in(self, place: Place) -> str:
        return staff_id_of(place.tenant_id, EMAIL)

    def token(self, place: Place) -> str:
        """Return the manager's token, signed in where they manage in this tenant; "" where they are nobody."""
        return self.tokens.get(place.tenant_id, "")

    def settle(self) -> None:
        self.tokens: dict[str, str] = {}
        for place in self.works:
            self.hotel.employ("supervisor", EMAIL, place) if place.tenant_id == "demo" else self.hotel.employ_as(
                self.id_in(place), Role.SUPERVISOR, place
            )
            self.hotel.put(place.key("pins", self.id_in(place)), to_data(HAD.but(staff_id=self.id_in(place))))
        if any(place.tenant_id == "demo" for place in self.works):
            self.hotel.accounts.set_password(self.laila, PASSWORD)
        for tenant_id in sorted({place.tenant_id for place in self.manages}):
            inside = [place for place in self.manages if place.tenant_id == tenant_id]
            uid = staff_id_of(tenant_id, ATTACKER)
            for place in inside:
                self.hotel.employ_as(uid, Role.MANAGER, place)
            session = self.hotel.sign_in(uid, inside[0])
            claims = {"tenant": tenant_id, "property": inside[0].property_id, "session": session}
            self.tokens[tenant_id] = self.hotel.accounts.id_token(uid, claims)

    def call(self, function: str, place: Place, /, **body: object) -> int:
        """Have the manager do this in a place, and return what they were told."""
        route = ROUTES[function]
        staff_id = self.id_in(place)
        path = {"property_id": place.property_id, "staff_id": staff_id}
        named = {key: value for key, value in path.items() if key in route.parameters}
        said = knock(route, self.token(place), body=body if route.method != "DELETE" else None, **named)
        self.last: flask.Response = said
        return said.status_code

    def role_in(self, place: Place) -> Role | None:
        data = self.hotel.store.read([place.key(Staff.collection, self.id_in(place))])[0].data
        return Staff.model_validate(dict(data)).role if data is not None else None

    def has_password(self, password: str) -> bool:
        try:
            return self.hotel.accounts.sign_in(EMAIL, password).uid == self.laila
        except WrongPassword:
            return False

    def pin_in(self, place: Place) -> str | None:
        """Return what proves their PIN there."""
        data = self.hotel.store.read([place.key(Pin.collection, self.id_in(place))])[0].data
        return str(data["proof"]) if data is not None else None


HAD = Pin.of("", PIN, "00" * 16).but(revision=1)
Road = Callable[[Case, Place], int]


def _hire(case: Case, place: Place) -> int:
    return case.call("hire_staff", place, name="Laila", email=EMAIL, role="manager")


def _password(case: Case, place: Place) -> int:
    return case.call("set_password", place, password=STOLEN)


def _pin(case: Case, place: Place) -> int:
    return case.call("set_pin", place, pin=TYPED)


def _code(case: Case, place: Place) -> int:
    made = case.call("make_sign_in_code", place)
    if made == 201:
        said = {"code": data_of(case.last)["code"], "password": STOLEN}
        return knock(ROUTES["use_sign_in_code"], body=said).status_code
    return made


def _invite(case: Case, place: Place) -> int:
    return case.call("invite_staff", place, email=EMAIL, role="manager")


def _accept(case: Case, place: Place) -> int:
    """Invite them and say yes in their name."""
    _invite(case, place)
    return knock(ROUTES["accept_invitation"], case.token(place), body={}, house_id=place.property_id).status_code


def _promote(case: Case, place: Place) -> int:
    return case.call("change_staff", place, name="Laila", role="housekeeper", languages=["en"])


def _dismiss(case: Case, place: Place) -> int:
    return case.call("dismiss_staff", place)


ROADS: dict[str, Sequence[Road]] = {
    "password, pin, code": [_password, _pin, _code],
    "hire": [_hire, _password, _pin, _code],
    "invitation": [_invite, _password, _pin, _code],
    "invitation, accepted for them": [_accept, _password, _pin, _code],
    "role change": [_promote, _password, _pin, _code],
    "removal, hire": [_dismiss, _hire, _password, _pin, _code],
    "removal, invitation": [_dismiss, _accept, _password, _pin, _code],
}


@pytest.fixture
def hotel() -> Iterator[Hotel]:
    hotel = Hotel(Trust(PROJECT, unsigned_tokens=True))
    tenancy.memory.clear()
    with cloud.use(hotel.cloud), accounts.use(hotel.accounts):
        yield hotel


def named(places: Sequence[Place]) -> str:
    return "+".join(place.property_id.removesuffix("-hotel") for place in places)


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("manages", SUBSETS, ids=named)
@pytest.mark.parametrize("works", SUBSETS, ids=named)
def test_no_road_leads_into_an_account_of_somebody_who_works_elsewhere_too(
    hotel: Hotel, works: Sequence[Place], manages: Sequence[Place], road: str
) -> None:
    case = Case(hotel, works, manages)
    case.settle()
    theirs = [place for place in works if place.tenant_id == "demo"]
    alone = set(theirs) <= set(manages)  # nobody else has a say
    before = {place: case.role_in(place) for place in PLACES}

    for place in PLACES:
        said = [step(case, place) for step in ROADS[road]]
        if place not in manages:
            assert set(said) <= {401, 403, 404}, said
        tenancy.memory.clear()

    elsewhere = [place for place in PLACES if place not in manages]
    assert {place: case.role_in(place) for place in elsewhere} == {place: before[place] for place in elsewhere}
    assert {place: case.pin_in(place) for place in elsewhere} == {
        place: HAD.proof if place in works else None for place in elsewhere
    }
    if theirs and not alone:
        assert case.has_password(PASSWORD)
        assert not case.has_password(STOLEN)
        assert {case.pin_in(place) for place in (HOME, SISTER)} <= {HAD.proof, None}
        gained = {place for place in manages if case.role_in(place) not in (before[place], Role.HOUSEKEEPER, None)}
        assert not {place for place in gained if place.tenant_id == "demo"}


@pytest.mark.parametrize("road", [_password, _pin, _code])
@pytest.mark.parametrize("manages", [[HOME, SISTER], [HOME, SISTER, FOREIGN]], ids=named)
def test_who_manages_every_property_of_somebody_may_set_their_secrets(
    hotel: Hotel, manages: Sequence[Place], road: Road
) -> None:
    """What the test above must not hold by refusing everybody."""
    case = Case(hotel, [HOME, SISTER], manages)
    case.settle()

    assert road(case, HOME) == 200
    assert case.pin_in(HOME) != HAD.proof if road is _pin else case.has_password(STOLEN)


@pytest.mark.parametrize(
    ("works", "told"),
    [
        ([HOME], {_hire: 409, _password: 403, _pin: 403, _code: 403, _accept: 404}),
        ([HOME, SISTER], {_hire: 409, _password: 403, _pin: 403, _code: 403, _accept: 404}),
    ],
    ids=["they work in another", "they work in this one too"],
)
def test_the_manager_of_one_property_is_told_no_by_every_road(
    hotel: Hotel, works: Sequence[Place], told: dict[Road, int]
) -> None:
    case = Case(hotel, works, [SISTER])
    case.settle()

    assert {road: road(case, SISTER) for road in told} == told


def test_a_code_is_void_once_its_maker_no_longer_manages_all_of_it(hotel: Hotel) -> None:
    case = Case(hotel, [HOME], [HOME])
    case.settle()
    case.call("make_sign_in_code", HOME)
    code = data_of(case.last)["code"]
    hotel.employ_as(case.laila, Role.SUPERVISOR, SISTER)

    used = knock(ROUTES["use_sign_in_code"], body={"code": code, "password": STOLEN})

    assert used.status_code == 404
    assert case.has_password(PASSWORD)
