"""Which tokens prove whom. Google's keys are ours here; the code that checks them is the real one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import flask
import pytest
from werkzeug.test import EnvironBuilder

from shared.domain.people import Role
from shared.runtime import cloud
from shared.runtime.identity.environment import Trust, refuse_mixed_environment, trust_from_environment
from shared.runtime.identity.google import GoogleIdentity
from shared.runtime.identity.standing import revoke, whole_second
from shared.runtime.problems import Problem
from tests.security.google import AUDIENCE, BOT, PROJECT, PUSHER, firebase, oidc, part, session, signed, unsigned
from tests.security.hotel import ROOM, STAY, Hotel

STAFF_CLAIMS: dict[str, Any] = {"tenant": "demo", "roles": {"demo-hotel": "supervisor"}, "staff_id": "stf_7"}
TABLET_CLAIMS: dict[str, Any] = {
    "tenant": "demo",
    "property": "demo-hotel",
    "role": "guest",
    "room": ROOM,
    "stay": STAY,
}
LOCAL = Trust(PROJECT, unsigned_tokens=True, unproved_pushes=True)


@pytest.fixture
def hotel() -> Iterator[Hotel]:
    hotel = Hotel()
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

    assert (actor.type, actor.id, actor.tenant_id) == ("user", "stf_7", "demo")
    assert actor.roles == {"demo-hotel": frozenset({Role.SUPERVISOR})}


def test_a_tablets_token_gives_the_guest_of_its_room_and_stay(hotel: Hotel) -> None:
    actor = hotel.identity.caller(request(signed(firebase("dev_1.x", **TABLET_CLAIMS))))

    assert (actor.type, actor.room_id, actor.stay_id) == ("guest", ROOM, STAY)
    assert actor.roles_in("demo-hotel") == {Role.GUEST}


def test_two_stays_on_one_tablet_are_two_actors(hotel: Hotel) -> None:
    first = hotel.identity.caller(request(signed(firebase("dev_1", **TABLET_CLAIMS))))
    second = hotel.identity.caller(request(signed(firebase("dev_1", **TABLET_CLAIMS | {"stay": "rsv_next"}))))

    assert first.id != second.id


@pytest.mark.parametrize("role", ["system", "integration", "guest", "owner", "", 7, None, ["system"]])
def test_a_persons_token_cannot_hold_a_role_that_is_not_a_persons(hotel: Hotel, role: Any) -> None:
    claims = STAFF_CLAIMS | {"roles": {"demo-hotel": role}}

    assert not hotel.identity.caller(request(signed(firebase(**claims)))).roles


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
    "about nobody": lambda: signed(firebase("", **STAFF_CLAIMS)),
    "about a path": lambda: signed(firebase("a/b", **STAFF_CLAIMS)),
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
    return f"{header}.{part(firebase(**STAFF_CLAIMS | {'roles': {'demo-hotel': 'manager'}}))}.{signature}"


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
    for uid in ("a", "b", "c"):
        hotel.identity.caller(request(signed(firebase(uid, **STAFF_CLAIMS))))

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

    assert hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS)))).id == "stf_7"


def test_a_session_cookie_proves_a_person_who_reads(hotel: Hotel) -> None:
    assert hotel.identity.caller(request(cookie=signed(session(**STAFF_CLAIMS)))).id == "stf_7"


def test_an_id_token_may_not_come_as_a_cookie(hotel: Hotel) -> None:
    assert refusal(hotel.identity, cookie=signed(firebase(**STAFF_CLAIMS))) == 401


def test_a_cookie_changes_things_from_our_own_pages_only(hotel: Hotel) -> None:
    cookie = signed(session(**STAFF_CLAIMS))

    assert hotel.identity.caller(request(cookie=cookie, method="POST", Origin="https://hotel.example")).id == "stf_7"
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

    assert hotel.identity.caller(request(cookie=cookie, method="PUT", Origin="https://board.example")).id == "stf_7"


def test_a_registered_service_gets_what_the_registry_says(hotel: Hotel) -> None:
    actor = hotel.identity.caller(request(signed(oidc(BOT))))

    assert (actor.type, actor.id, actor.tenant_id) == ("integration", BOT, "demo")
    assert actor.roles == {"demo-hotel": frozenset({Role.INTEGRATION})}


def test_who_signed_out_is_refused_and_may_sign_in_again_in_the_same_second(hotel: Hotel) -> None:
    before = signed(firebase(**STAFF_CLAIMS))
    revoke("stf_1", before, signed_in_after=whole_second(hotel.at))
    again = int(whole_second(hotel.at).timestamp())

    assert refusal(hotel.identity, before) == 401
    assert hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS, auth_time=again, iat=again)))).id == "stf_7"


def test_a_changed_role_makes_older_tokens_useless_but_not_the_sign_in(hotel: Hotel) -> None:
    old = signed(firebase(**STAFF_CLAIMS))
    revoke("stf_1", issued_after=whole_second(hotel.at))
    fresh = int(whole_second(hotel.at).timestamp())

    assert refusal(hotel.identity, old) == 401
    assert hotel.identity.caller(request(signed(firebase(**STAFF_CLAIMS, iat=fresh)))).id == "stf_7"


def test_a_closed_account_is_refused_with_any_token(hotel: Hotel) -> None:
    revoke("stf_1", disabled=True)

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

    assert hotel.identity.caller(request(unsigned(firebase(**STAFF_CLAIMS)))).id == "stf_7"
    assert hotel.identity.caller(request(cookie=unsigned(session(**STAFF_CLAIMS)))).id == "stf_7"
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
