"""Which tokens prove whom. Google's keys are ours here; the code that checks them is the real one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import flask
import pytest
from werkzeug.test import EnvironBuilder

from shared.domain.people import Role
from shared.runtime import cloud, tenancy
from shared.runtime.identity.environment import Trust, refuse_mixed_environment, trust_from_environment
from shared.runtime.identity.google import GoogleIdentity
from shared.runtime.identity.standing import revoke, whole_second
from shared.runtime.place import Place
from shared.runtime.problems import Problem
from shared.runtime.store.port import Delete, Key
from tests.security.google import AUDIENCE, BOT, PROJECT, PUSHER, firebase, oidc, part, session, signed, unsigned
from tests.security.hotel import DEVICE, HOME, ROOM, SISTER, STAY, Hotel, session_id_of, uid_of

SOMEBODY = uid_of(Role.SUPERVISOR)
STAFF_CLAIMS: dict[str, Any] = {
    "tenant": "demo",
    "property": "demo-hotel",
    "session": session_id_of(SOMEBODY),
    "sub": SOMEBODY,
}
TABLET_CLAIMS: dict[str, Any] = {
    "tenant": "demo",
    "property": "demo-hotel",
    "role": "guest",
    "room": ROOM,
    "stay": STAY,
    "device": DEVICE,
}
LOCAL = Trust(PROJECT, unsigned_tokens=True, unproved_pushes=True)


@pytest.fixture
def hotel() -> Iterator[Hotel]:
    hotel = Hotel()
    tenancy.memory.clear()
    with cloud.use(hotel.cloud):
        yield hotel


def request(
    token: str | None = None, *, cookie: str | None = None, method: str = "GET", **headers: str
) -> flask.Request:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        said["Authorization"] = f"Bearer {token}"
    if cookie is not None:
        said["Cookie"] = f"__session={cookie}"
    environ = EnvironBuilder("/auth/me", "https://hotel.example", method=method, headers=[*said.items()]).get_environ()
    return flask.Request(environ)


def refusal(identity: GoogleIdentity, token: str | None = None, **said: Any) -> int:
    with pytest.raises(Problem) as caught:
        identity.caller(request(token, **said))
    return caught.value.rule.status


def test_a_signed_token_of_staff_gives_their_roles_in_each_property(hotel: Hotel) -> None:
    actor = hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS))))

    assert (actor.type, actor.id, actor.tenant_id) == ("user", SOMEBODY, "demo")
    assert actor.roles == {"demo-hotel": frozenset({Role.SUPERVISOR})}


def test_a_tablets_token_gives_the_guest_of_its_room_and_stay(hotel: Hotel) -> None:
    actor = hotel.identity.caller(request(signed(firebase("dev_1.x", **TABLET_CLAIMS))))

    assert (actor.type, actor.room_id, actor.stay_id) == ("guest", ROOM, STAY)
    assert actor.roles_in("demo-hotel") == {Role.GUEST}


def test_two_stays_on_one_tablet_are_two_actors(hotel: Hotel) -> None:
    first = hotel.identity.caller(request(signed(firebase("dev_1.a", **TABLET_CLAIMS))))
    second = hotel.identity.caller(request(signed(firebase("dev_1.b", **TABLET_CLAIMS | {"stay": "rsv_next"}))))

    assert first.id != second.id


@pytest.mark.parametrize("role", ["system", "integration", "guest", "owner", "", 7, None, ["system"]])
def test_nobody_on_the_staff_holds_a_role_that_is_not_a_persons(hotel: Hotel, role: Any) -> None:
    hotel.put(HOME.key("staff", SOMEBODY), {"staff_id": SOMEBODY, "role": role})
    actor = hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS, roles={"demo-hotel": "manager"}))))

    assert not actor.roles_in("demo-hotel")
    assert not actor.roles


def test_what_somebody_may_do_is_what_the_property_says_now_not_what_their_token_said(hotel: Hotel) -> None:
    """P9."""
    token = signed(firebase(**STAFF_CLAIMS))
    assert hotel.identity.caller(request(token)).roles_in("demo-hotel") == {Role.SUPERVISOR}

    hotel.employ_as(SOMEBODY, Role.HOUSEKEEPER)
    hotel.later(seconds=10)
    assert hotel.identity.caller(request(token)).roles_in("demo-hotel") == {Role.HOUSEKEEPER}

    hotel.dismiss(SOMEBODY)
    hotel.later(seconds=10)
    assert hotel.identity.caller(request(token)).roles == {}


def test_a_person_in_two_hundred_properties_has_a_short_token_and_all_their_roles(hotel: Hotel) -> None:
    """P8."""
    for number in range(200):
        place = Place("demo", f"hotel-{number}")
        facts = {"tenant_id": "demo", "property_id": place.property_id, "database": f"db-{number % 3}"}
        hotel.put(Key(place.path), facts)
        hotel.employ_as(SOMEBODY, Role.MANAGER, Place("demo", place.property_id, f"db-{number % 3}"))
    token = signed(firebase(**STAFF_CLAIMS))
    actor = hotel.identity.caller(request(token))

    assert len(token) < 1000
    assert len(actor.roles) == 201
    assert actor.roles_in("hotel-199") == {Role.MANAGER}
    assert not actor.roles_in("sister-hotel")


@pytest.mark.parametrize(("kind", "minutes"), [("pin", 15), ("password", 60 * 24 * 60)])
def test_a_sign_in_that_lies_idle_is_over(hotel: Hotel, kind: str, minutes: int) -> None:
    """P2: a device that was taken over by PIN may lie about for a quarter of an hour."""
    hotel.sign_in(SOMEBODY, pin=kind == "pin")
    token = signed(firebase(**STAFF_CLAIMS | {"session": session_id_of(SOMEBODY, pin=kind == "pin")}))

    hotel.later(minutes=minutes - 1)
    assert hotel.identity.caller(request(token)).id == SOMEBODY
    hotel.later(minutes=minutes)
    assert refusal(hotel.identity, token) == 401


def test_a_pin_lasts_twelve_hours_however_much_it_is_used(hotel: Hotel) -> None:
    """P2."""
    hotel.sign_in(SOMEBODY, pin=True)
    token = signed(firebase(**STAFF_CLAIMS | {"session": session_id_of(SOMEBODY, pin=True)}))
    for _ in range(71):
        hotel.later(minutes=10)
        assert hotel.identity.caller(request(token)).by_pin

    hotel.later(minutes=10)
    assert refusal(hotel.identity, token) == 401


def test_a_pin_gives_the_floor_of_one_property_whatever_its_owner_is(hotel: Hotel) -> None:
    """P2."""
    hotel.employ_as(SOMEBODY, Role.SUPERVISOR, SISTER)
    hotel.sign_in(SOMEBODY, pin=True)
    token = signed(firebase(**STAFF_CLAIMS | {"session": session_id_of(SOMEBODY, pin=True)}))
    assert hotel.identity.caller(request(token)).roles == {"demo-hotel": frozenset({Role.SUPERVISOR})}

    for role in (Role.MANAGER, Role.FRONT_DESK):
        hotel.employ_as(SOMEBODY, role)
        hotel.later(seconds=10)
        assert hotel.identity.caller(request(token)).roles == {}


def test_a_session_that_was_ended_is_over_within_ten_seconds_and_using_it_does_not_bring_it_back(hotel: Hotel) -> None:
    """P9."""
    token, key = signed(firebase(**STAFF_CLAIMS)), HOME.key("sessions", session_id_of(SOMEBODY))
    hotel.identity.caller(request(token))
    hotel.store.commit([Delete(key, None)])
    hotel.later(seconds=10)

    assert refusal(hotel.identity, token) == 401
    assert hotel.store.read([key])[0].data is None


def test_when_a_device_and_a_session_were_last_seen_is_known_without_a_write_for_each_request(hotel: Hotel) -> None:
    """P9."""
    token, tablet = signed(firebase(**STAFF_CLAIMS)), signed(firebase("dev_1.x", **TABLET_CLAIMS))
    seen = []
    for _ in range(4):
        hotel.later(minutes=4)
        for _ in range(3):
            hotel.identity.caller(request(token))
            hotel.identity.caller(request(tablet))
        keys = [HOME.key("sessions", session_id_of(SOMEBODY)), HOME.key("devices", DEVICE)]
        seen.append([(data or {}).get("seen_at") for data in (one.data for one in hotel.store.read(keys))])
    begun = hotel.at - timedelta(minutes=16)

    assert [session - begun for session, _ in seen] == [timedelta(minutes=at) for at in (0, 8, 8, 16)]
    assert [device and device - begun for _, device in seen] == [None, None, None, timedelta(minutes=16)]


FORGED: dict[str, Callable[[], str]] = {
    "unsigned": lambda: unsigned(firebase(**STAFF_CLAIMS)),
    "unsigned, with a signature of something": lambda: unsigned(firebase(**STAFF_CLAIMS)) + "c2lnbmVk",
    "signed with a key of its own": lambda: signed(firebase(**STAFF_CLAIMS), key="thief", kid="first"),
    "signed with a revoked key": lambda: signed(firebase(**STAFF_CLAIMS), key="old"),
    "of a key that has no name": lambda: signed(firebase(**STAFF_CLAIMS), kid=""),
    "signed by another algorithm": lambda: signed(firebase(**STAFF_CLAIMS), alg="HS256"),
    "expired": lambda: signed(firebase(**STAFF_CLAIMS, exp=int(time.time()) - 60, iat=int(time.time()) - 3660)),
    "without an end": lambda: signed({k: v for k, v in firebase(**STAFF_CLAIMS).items() if k != "exp"}),
    "issued in the future": lambda: signed(firebase(**STAFF_CLAIMS, iat=int(time.time()) + 120)),
    "issued at no time": lambda: signed(firebase(**STAFF_CLAIMS, iat="yesterday")),
    "signed in in the future": lambda: signed(firebase(**STAFF_CLAIMS, auth_time=int(time.time()) + 120)),
    "for another project": lambda: signed(firebase(**STAFF_CLAIMS, aud="another-project")),
    "for several projects": lambda: signed(firebase(**STAFF_CLAIMS, aud=[PROJECT, "another-project"])),
    "of another project": lambda: signed(
        firebase(**STAFF_CLAIMS, iss="https://securetoken.google.com/another", aud="another")
    ),
    "of another issuer": lambda: signed(firebase(**STAFF_CLAIMS, iss="https://evil.example/hotel-project")),
    "of several issuers": lambda: signed(firebase(**STAFF_CLAIMS, iss=[f"https://securetoken.google.com/{PROJECT}"])),
    "about nobody": lambda: signed(firebase(**STAFF_CLAIMS | {"sub": ""})),
    "about a path": lambda: signed(firebase(**STAFF_CLAIMS | {"sub": "a/b"})),
    "of somebody else's session": lambda: signed(firebase(**STAFF_CLAIMS | {"sub": uid_of(Role.MANAGER)})),
    "of no session": lambda: signed(firebase(**{k: v for k, v in STAFF_CLAIMS.items() if k != "session"})),
    "of a session that never was": lambda: signed(firebase(**STAFF_CLAIMS | {"session": "ses_none"})),
    "of a session that is a path": lambda: signed(firebase(**STAFF_CLAIMS | {"session": "a/b"})),
    "of a session in another property": lambda: signed(firebase(**STAFF_CLAIMS | {"property": "sister-hotel"})),
    "of a session in no property": lambda: signed(firebase(**STAFF_CLAIMS | {"property": "no-hotel"})),
    "of a guest without a device": lambda: signed(
        firebase("dev_1.x", **{k: v for k, v in TABLET_CLAIMS.items() if k != "device"})
    ),
    "of a device that is not paired": lambda: signed(firebase("dev_1.x", **TABLET_CLAIMS | {"device": "dev_2"})),
    "of an account of no hotel": lambda: signed(firebase()),
    "with a path for a tenant": lambda: signed(firebase(**STAFF_CLAIMS | {"tenant": "demo/properties/x"})),
    "a session cookie as bearer": lambda: signed(session(**STAFF_CLAIMS)),
    "of a service that nobody registered": lambda: signed(oidc("stranger@x.iam.gserviceaccount.com")),
    "of a service, for another audience": lambda: signed(oidc(BOT, aud="https://elsewhere.example")),
    "of a service, unverified": lambda: signed(oidc(BOT, email_verified=False)),
    "of a service, verified in words": lambda: signed(oidc(BOT, email_verified="true")),
    "of a service whose name is a path": lambda: signed(oidc("a/b@x")),
    "with changed claims": lambda: _with_other_claims(signed(firebase(**STAFF_CLAIMS))),
    "nonsense": lambda: "nonsense",
    "two parts": lambda: "e30.e30",
    "lists": lambda: f"{part([])}.{part([])}.x",
    "not base64": lambda: "é.é.é".encode().decode("latin-1"),
    "endless": lambda: "a" * 20_000,
    "deep": lambda: f"{part(b'[' * 3000)}.{part(b'[' * 3000)}.x",
}


def _with_other_claims(token: str) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{part(firebase(**STAFF_CLAIMS | {'sub': uid_of(Role.MANAGER)}))}.{signature}"


@pytest.mark.parametrize("what", FORGED)
def test_production_refuses_a_token_that_is(hotel: Hotel, what: str) -> None:
    assert refusal(hotel.identity, FORGED[what]()) == 401


def test_a_key_that_google_withdrew_is_refused_once_its_certificates_are_old(hotel: Hotel) -> None:
    clock = [1000.0]
    hotel.identity.certificates.clock = lambda: clock[0]
    hotel.transport.keys = ["first", "second"]
    token = signed(firebase(**STAFF_CLAIMS), key="second")
    hotel.identity.caller(request(token))

    hotel.transport.keys = ["first"]
    clock[0] += hotel.transport.max_age + 1

    assert refusal(hotel.identity, token) == 401


def test_certificates_are_fetched_once_for_many_tokens(hotel: Hotel) -> None:
    for _ in range(3):
        hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS))))

    assert len(hotel.transport.asked) == 1


def test_tokens_of_invented_keys_do_not_make_us_ask_google_each_time(hotel: Hotel) -> None:
    for number in range(5):
        refusal(hotel.identity, signed(firebase(**STAFF_CLAIMS), kid=f"invented-{number}"))

    assert len(hotel.transport.asked) == 1


def test_a_new_key_is_fetched_when_its_first_token_comes(hotel: Hotel) -> None:
    clock = [1000.0]
    hotel.identity.certificates.clock = lambda: clock[0]
    hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS))))
    hotel.transport.keys.append("second")
    clock[0] += 61

    hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS), key="second")))

    assert len(hotel.transport.asked) == 2


def test_while_google_cannot_be_reached_callers_are_asked_to_come_again(hotel: Hotel) -> None:
    hotel.transport.down = True

    assert refusal(hotel.identity, signed(firebase(**STAFF_CLAIMS))) == 503


def test_known_certificates_serve_while_google_cannot_be_reached(hotel: Hotel) -> None:
    clock = [1000.0]
    hotel.identity.certificates.clock = lambda: clock[0]
    hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS))))
    hotel.transport.down = True
    clock[0] += hotel.transport.max_age + 1

    assert hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS)))).id == SOMEBODY


def test_a_session_cookie_proves_a_person_who_reads(hotel: Hotel) -> None:
    assert hotel.identity.caller(request(cookie=signed(session(**STAFF_CLAIMS)))).id == SOMEBODY


def test_an_id_token_may_not_come_as_a_cookie(hotel: Hotel) -> None:
    assert refusal(hotel.identity, cookie=signed(firebase(**STAFF_CLAIMS))) == 401


def test_a_cookie_changes_things_from_our_own_pages_only(hotel: Hotel) -> None:
    cookie = signed(session(**STAFF_CLAIMS))

    assert hotel.identity.caller(request(cookie=cookie, method="POST", Origin="https://hotel.example")).id == SOMEBODY
    assert refusal(hotel.identity, cookie=cookie, method="POST", Origin="https://evil.example") == 403
    assert refusal(hotel.identity, cookie=cookie, method="POST", Origin="null") == 403
    assert refusal(hotel.identity, cookie=cookie, method="POST", Origin="http://hotel.example") == 403
    assert refusal(hotel.identity, cookie=cookie, method="POST") == 403


def test_a_bearer_token_is_judged_alone_whatever_cookie_comes_with_it(hotel: Hotel) -> None:
    cookie = signed(session(**STAFF_CLAIMS))

    assert refusal(hotel.identity, "nonsense", cookie=cookie) == 401


def test_a_site_of_ours_under_another_name_may_send_cookies(hotel: Hotel) -> None:
    hotel.identity.trust = replace(hotel.trust, origins=frozenset({"https://board.example"}))
    cookie = signed(session(**STAFF_CLAIMS))

    assert hotel.identity.caller(request(cookie=cookie, method="PUT", Origin="https://board.example")).id == SOMEBODY


def test_a_registered_service_gets_what_the_registry_says(hotel: Hotel) -> None:
    actor = hotel.identity.caller(request(signed(oidc(BOT))))

    assert (actor.type, actor.id, actor.tenant_id) == ("integration", BOT, "demo")
    assert actor.roles == {"demo-hotel": frozenset({Role.INTEGRATION})}


def test_who_signed_out_is_refused_and_may_sign_in_again_in_the_same_second(hotel: Hotel) -> None:
    again = int(whole_second(hotel.at).timestamp())
    before = signed(firebase(**STAFF_CLAIMS, auth_time=again, iat=again - 1))
    revoke(SOMEBODY, before, signed_in_after=whole_second(hotel.at))

    assert refusal(hotel.identity, before) == 401
    assert hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS, auth_time=again, iat=again)))).id == SOMEBODY


def test_a_closed_account_is_refused_with_any_token(hotel: Hotel) -> None:
    revoke(SOMEBODY, disabled=True)

    assert refusal(hotel.identity, signed(firebase(**STAFF_CLAIMS))) == 401


def pushed(identity: GoogleIdentity, token: str | None) -> int:
    try:
        identity.prove_push(request(token, method="POST"))
    except Problem as problem:
        return problem.rule.status
    return 204


def test_only_the_pushing_account_pushes(hotel: Hotel) -> None:
    assert pushed(hotel.identity, signed(oidc(PUSHER))) == 204
    assert pushed(hotel.identity, signed(oidc(BOT))) == 401
    assert pushed(hotel.identity, signed(oidc(PUSHER, aud="https://elsewhere.example"))) == 401
    assert pushed(hotel.identity, signed(oidc(PUSHER, email_verified=False))) == 401
    assert pushed(hotel.identity, signed(oidc(PUSHER), key="thief", kid="first")) == 401
    assert pushed(hotel.identity, unsigned(oidc(PUSHER))) == 401
    assert pushed(hotel.identity, signed(firebase(email=PUSHER, email_verified=True))) == 401
    assert pushed(hotel.identity, None) == 401


def operating(identity: GoogleIdentity, token: str | None) -> str | int:
    try:
        return identity.prove_operator(request(token))
    except Problem as problem:
        return problem.rule.status


def test_only_who_is_named_operates_the_platform(hotel: Hotel) -> None:
    """P12. Proved by Google for one of our audiences, and never by a hotel's own account or an unsigned token."""
    ops = "ops@platform.example"
    hotel.identity.trust = replace(hotel.trust, operators=frozenset({ops}))
    assert operating(hotel.identity, signed(oidc(ops))) == ops
    assert operating(hotel.identity, signed(oidc(ops.upper()))) == ops.upper()
    for other in (
        signed(oidc(PUSHER)),
        signed(oidc(ops, aud="https://elsewhere.example")),
        signed(oidc(ops, email_verified=False)),
        signed(oidc(ops), key="thief", kid="first"),
        unsigned(oidc(ops)),
        signed(firebase(email=ops, email_verified=True)),
        None,
    ):
        assert operating(hotel.identity, other) == 401
    hotel.identity.trust = replace(hotel.trust, operators=frozenset())
    assert operating(hotel.identity, signed(oidc(ops))) == 401


def test_where_nobody_is_named_to_push_nobody_does(hotel: Hotel) -> None:
    hotel.identity.trust = replace(hotel.trust, push_account="")

    assert pushed(hotel.identity, signed(oidc(PUSHER))) == 401


def test_where_no_audience_is_named_no_service_is_proved(hotel: Hotel) -> None:
    hotel.identity.trust = replace(hotel.trust, audiences=())

    assert pushed(hotel.identity, signed(oidc(PUSHER))) == 401
    assert refusal(hotel.identity, signed(oidc(BOT))) == 401


def test_under_the_emulator_its_unsigned_tokens_are_believed(hotel: Hotel) -> None:
    hotel.identity.trust = LOCAL

    assert hotel.identity.caller(request(unsigned(firebase(**STAFF_CLAIMS)))).id == SOMEBODY
    assert hotel.identity.caller(request(cookie=unsigned(session(**STAFF_CLAIMS)))).id == SOMEBODY
    assert hotel.identity.caller(request(unsigned(oidc(BOT)))).id == BOT
    assert pushed(hotel.identity, None) == 204


@pytest.mark.parametrize(
    "claims",
    [{"exp": 1}, {"exp": None}, {"iat": 2**40}, {"aud": "another"}, {"iss": "https://evil.example"}, {"sub": ""}],
)
def test_under_the_emulator_an_unsigned_token_is_checked_like_any_other(hotel: Hotel, claims: dict[str, Any]) -> None:
    hotel.identity.trust = LOCAL

    assert refusal(hotel.identity, unsigned(firebase(**STAFF_CLAIMS | claims))) == 401


def test_trust_that_says_both_believes_nothing_unsigned(hotel: Hotel) -> None:
    hotel.identity.trust = replace(LOCAL, production=True)

    assert refusal(hotel.identity, unsigned(firebase(**STAFF_CLAIMS))) == 401
    assert pushed(hotel.identity, None) == 401


@pytest.mark.parametrize(
    "emulator",
    ["FIREBASE_AUTH_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"],
)
def test_a_process_on_cloud_run_that_is_pointed_at_an_emulator_does_not_start(emulator: str) -> None:
    environment = {"K_SERVICE": "rooms", emulator: "127.0.0.1:9099"}

    with pytest.raises(RuntimeError, match=emulator):
        refuse_mixed_environment(environment)
    with pytest.raises(RuntimeError, match="refusing to start"):
        trust_from_environment(PROJECT, environment)


def test_without_an_emulator_nothing_unsigned_is_believed_even_on_a_developers_machine() -> None:
    trust = trust_from_environment(PROJECT, {})

    assert not trust.unsigned_tokens
    assert not trust.unproved_pushes


def test_the_environment_says_whom_to_trust() -> None:
    trust = trust_from_environment(
        PROJECT,
        {
            "K_SERVICE": "rooms",
            "OIDC_AUDIENCES": f"{AUDIENCE}/, https://other.example",
            "PUSH_SERVICE_ACCOUNT": PUSHER,
            "ALLOWED_ORIGINS": "https://board.example",
        },
    )

    assert trust.production
    assert trust.audiences == (AUDIENCE, "https://other.example")
    assert trust.push_account == PUSHER
    assert trust.origins == {"https://board.example"}
