"""Accounts as the identity context sees them: in memory and in Firebase's Auth emulator, held to the same words.

What the emulator gives is then proved by the real identity, as a function would.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import flask
import httpx
import pytest
from werkzeug.test import EnvironBuilder

from functions.identity.accounts.firebase import FirebaseAccounts
from functions.identity.accounts.memory import MemoryAccounts
from functions.identity.accounts.port import Account, Accounts, EmailTaken, NoAccount, Unreachable, WrongPassword
from shared.domain.people import Role
from shared.domain.sessions import Session
from shared.domain.staff import Staff, staff_id_of
from shared.runtime import cloud as running
from shared.runtime.identity.devices import Device
from shared.runtime.identity.environment import trust_from_environment
from shared.runtime.identity.google import GoogleIdentity
from shared.runtime.problems import Problem
from tests.ground import ground

PROJECT = "demo-roomstatesync"
LAILA = Account("stf_laila", "laila@demo.hotel", "Laila", {"tenant": "demo"})
PASSWORD = "a long password"
STAFF_ID = staff_id_of("demo", LAILA.email)
AT_HOME = {"tenant": "demo", "property": "demo-hotel", "session": "ses_1"}


@pytest.fixture(params=["memory", "firebase"])
def accounts(request: pytest.FixtureRequest) -> Iterator[Accounts]:
    if request.param == "memory":
        yield MemoryAccounts(PROJECT)
    else:
        yield request.getfixturevalue("firebase")


@pytest.fixture
def firebase(empty_cloud: Any) -> Iterator[FirebaseAccounts]:
    firebase = FirebaseAccounts(PROJECT, "local")
    yield firebase
    firebase.close()


@pytest.fixture
def identity(empty_cloud: Any) -> Iterator[GoogleIdentity]:
    """The real identity, before a hotel in which Laila works and is signed in, and a tablet is paired."""
    with ground() as stands:
        identity = GoogleIdentity(trust_from_environment(PROJECT))
        stands.put(
            Staff(staff_id=STAFF_ID, name="Laila", email=LAILA.email, role=Role.HOUSEKEEPER),
            Session.by_password("ses_1", STAFF_ID, "A browser", stands.now),
            Device(
                device_id="dev_1",
                tenant_id="demo",
                property_id="demo-hotel",
                room_id="204",
                bound_to="room",
                paired_at=stands.now,
                paired_by="stf_1",
            ),
        )
        with running.use(replace(running.cloud(), store=stands.store, identity=identity)):
            yield identity


def test_an_account_is_made_once_and_is_as_it_was_put(accounts: Accounts) -> None:
    assert accounts.find(LAILA.uid) is None
    assert accounts.put(LAILA) is True
    assert accounts.put(LAILA) is False
    assert accounts.find(LAILA.uid) == LAILA


def test_an_account_that_several_make_at_once_is_one_account_and_nobody_elses(accounts: Accounts) -> None:
    with ThreadPoolExecutor(4) as several:
        for number in range(20):
            account = replace(LAILA, uid=f"stf_{number}", email=f"laila{number}@demo.hotel")
            list(several.map(accounts.put, [account] * 4))
            assert accounts.find(account.uid) == account


def test_an_account_that_is_put_again_becomes_as_it_is_put(accounts: Accounts) -> None:
    accounts.put(LAILA)
    changed = replace(LAILA, name="Laila A.", claims={}, disabled=True)
    accounts.put(changed)

    assert accounts.find(LAILA.uid) == changed


def test_an_address_has_one_account(accounts: Accounts) -> None:
    accounts.put(LAILA)

    with pytest.raises(EmailTaken):
        accounts.put(replace(LAILA, uid="stf_other"))
    assert accounts.find("stf_other") is None


def test_who_signs_in_gets_the_claims_of_the_account(accounts: Accounts) -> None:
    accounts.put(LAILA)
    accounts.set_password(LAILA.uid, PASSWORD)
    signed_in = accounts.sign_in(LAILA.email, PASSWORD)

    assert signed_in.uid == LAILA.uid
    assert signed_in.claims.items() >= LAILA.claims.items()


@pytest.mark.parametrize(("email", "password"), [(LAILA.email, "wrong"), ("nobody@demo.hotel", PASSWORD)])
def test_who_does_not_know_the_password_does_not_sign_in(accounts: Accounts, email: str, password: str) -> None:
    accounts.put(LAILA)
    accounts.set_password(LAILA.uid, PASSWORD)

    with pytest.raises(WrongPassword):
        accounts.sign_in(email, password)


def test_an_account_without_a_password_cannot_be_signed_in_to(accounts: Accounts) -> None:
    accounts.put(LAILA)

    with pytest.raises(WrongPassword):
        accounts.sign_in(LAILA.email, PASSWORD)


def test_a_closed_account_cannot_be_signed_in_to(accounts: Accounts) -> None:
    accounts.put(LAILA)
    accounts.set_password(LAILA.uid, PASSWORD)
    accounts.put(replace(LAILA, disabled=True))

    with pytest.raises(WrongPassword):
        accounts.sign_in(LAILA.email, PASSWORD)


def test_nobody_has_no_password(accounts: Accounts) -> None:
    with pytest.raises(NoAccount):
        accounts.set_password("stf_nobody", PASSWORD)


def test_nobody_can_be_signed_out(accounts: Accounts) -> None:
    accounts.sign_out("stf_nobody")


def test_firebase_that_does_not_answer_is_said_to_be_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9")

    with pytest.raises(Unreachable):
        FirebaseAccounts(PROJECT, "local").sign_in(LAILA.email, PASSWORD)


def asked(*, token: str = "", cookie: str = "") -> flask.Request:
    headers = [("Authorization", f"Bearer {token}")] if token else [("Cookie", f"__session={cookie}")]
    return flask.Request(EnvironBuilder("/auth/me", headers=headers).get_environ())


def test_the_emulators_id_token_and_session_cookie_of_a_session_prove_the_person(
    firebase: FirebaseAccounts, identity: GoogleIdentity
) -> None:
    firebase.put(replace(LAILA, uid=STAFF_ID))
    firebase.set_password(STAFF_ID, PASSWORD)
    signed_in = firebase.sign_in_with(firebase.custom_token(STAFF_ID, AT_HOME))
    cookie = firebase.session_cookie(signed_in.id_token, 3600)

    by_token, by_cookie = identity.caller(asked(token=signed_in.id_token)), identity.caller(asked(cookie=cookie))
    assert by_token == by_cookie
    assert {name: sorted(roles) for name, roles in by_token.roles.items()} == {"demo-hotel": ["housekeeper"]}
    with pytest.raises(Problem):
        identity.caller(asked(token=firebase.sign_in(LAILA.email, PASSWORD).id_token))


def test_a_devices_custom_token_becomes_a_token_of_its_room_and_stay(
    firebase: FirebaseAccounts, identity: GoogleIdentity
) -> None:
    claims = {"tenant": "demo", "property": "demo-hotel", "role": "guest", "room": "204", "stay": "rsv_1"}
    claims["device"] = "dev_1"
    actor = identity.caller(asked(token=signed_in_with(firebase.custom_token("dev_1.rsv_1", claims))))

    assert (actor.type, actor.room_id, actor.stay_id) == ("guest", "204", "rsv_1")


def test_what_a_custom_token_says_is_said_by_every_token_that_follows_from_it(
    firebase: FirebaseAccounts, identity: GoogleIdentity
) -> None:
    """A session outlives the hour of its first token."""
    firebase.put(replace(LAILA, uid=STAFF_ID))
    begun = firebase.sign_in_with(firebase.custom_token(STAFF_ID, AT_HOME))
    host = os.environ["FIREBASE_AUTH_EMULATOR_HOST"]
    said = {"grant_type": "refresh_token", "refresh_token": begun.refresh_token}
    renewed = httpx.post(f"http://{host}/securetoken.googleapis.com/v1/token?key=local", data=said).raise_for_status()

    assert identity.caller(asked(token=str(renewed.json()["id_token"]))).session_id == "ses_1"


def signed_in_with(custom_token: str) -> str:
    host = os.environ["FIREBASE_AUTH_EMULATOR_HOST"]
    url = f"http://{host}/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=local"
    said = httpx.post(url, json={"token": custom_token, "returnSecureToken": True}).raise_for_status().json()
    return str(said["idToken"])
