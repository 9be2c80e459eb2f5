"""Connecting, and who may speak at the webhook."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from emulators.pms.mews import Credentials
from shared.domain.pms import Connection
from tests.bridge import MEWS, SECRETS, Bridge, bridge
from tests.ground import FRONT_DESK, HOUSEKEEPER, STRANGER

NOT_FOUND = (404, "MELMASTOON.GENERAL.RESOURCE_NOT_FOUND")


@pytest.fixture
def apart() -> Iterator[Bridge]:
    with bridge() as unconnected:
        yield unconnected


@pytest.fixture
def hotel() -> Iterator[Bridge]:
    with bridge(connect={}) as connected:
        yield connected


def test_connecting_asks_the_pms_who_it_is_and_matches_every_room(apart: Bridge) -> None:
    made = apart.ground.data("PUT", "pms", MEWS)

    assert (made["enterprise"], made["rooms"], made["only_ours"]) == ("Demo Hotel Kabul", 60, [])


def test_no_secret_is_kept_anywhere(apart: Bridge) -> None:
    made = apart.connect()
    apart.mews.desk.check_out(room="315")
    apart.settle()

    kept = json.dumps([dict(snapshot.data) for snapshot in _everything(apart)], default=str)
    sent = b" ".join(message.data for message in apart.ground.bus.published).decode()
    webhook_secret = made["webhook_path"].rsplit("/", 1)[1]
    for secret in (*SECRETS.values(), webhook_secret):
        assert secret not in kept
        assert secret not in sent


def test_a_repeated_request_does_not_show_the_webhook_again(apart: Bridge) -> None:
    first = apart.ground.data("PUT", "pms", MEWS, Idempotency_Key="once")
    again = apart.ground.data("PUT", "pms", MEWS, Idempotency_Key="once")

    assert first["webhook_path"].startswith("/webhooks/pms/mews/pcn_")
    assert again["webhook_path"] is None


def test_credentials_that_the_pms_does_not_take_are_not_connected(apart: Bridge) -> None:
    apart.secrets.known["pms_demo_demo-hotel_mews-access-token"] = "wrong"

    assert apart.ground.refused("PUT", "pms", MEWS) == (422, "MELMASTOON.PMS.DENIED_THERE")
    assert apart.ground.find(Connection, "mews") is None


def test_a_secret_of_another_property_cannot_be_named(apart: Bridge) -> None:
    apart.secrets.known["pms_other_other-hotel_mews-client-token"] = "theirs"
    names = {"client_token": "../other/other-hotel", "access_token": "mews-access-token"}

    assert apart.ground.refused("PUT", "pms", {**MEWS, "secrets": names})[0] == 422
    names["client_token"] = "unknown"
    assert apart.ground.refused("PUT", "pms", {**MEWS, "secrets": names}) == (422, "MELMASTOON.PMS.SECRET_MISSING")


@pytest.mark.parametrize(
    "address", ["http://evil.invalid", "https://api.mews.com.evil.invalid", "https://u:p@api.mews.com"]
)
def test_in_production_credentials_go_to_the_vendor_only(
    apart: Bridge, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K_SERVICE", "pms")

    status, _ = apart.ground.refused("PUT", "pms", {**MEWS, "base_url": address})

    assert status == 422
    assert apart.mews.requests.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"vendor": "nobody"}, {"secrets": {"client_token": "a"}}, {"base_url": "ftp://x"}, {"more": 1}]
)
def test_what_is_not_right_is_refused_with_its_field(apart: Bridge, wrong: dict[str, object]) -> None:
    assert apart.ground.refused("PUT", "pms", {**MEWS, **wrong}) == (422, "MELMASTOON.GENERAL.INVALID_FIELDS")


def test_only_managers_connect(apart: Bridge) -> None:
    assert apart.ground.refused("PUT", "pms", MEWS, by=FRONT_DESK)[0] == 403
    assert apart.ground.refused("GET", "pms", by=HOUSEKEEPER)[0] == 403
    assert apart.ground.refused("GET", "pms", by=STRANGER)[0] == 404


def test_a_wrong_secret_and_an_unknown_connection_get_the_same_answer(hotel: Bridge) -> None:
    path, _, secret = hotel.webhook.rpartition("/")
    somewhere = path.rpartition("/")[0]

    answers = [
        hotel.ground.refused("POST", address, "{}", by=None)
        for address in (
            f"{path}/wrong",
            f"{somewhere}/pcn_00000000000000000000000000/{secret}",
            f"{somewhere}/.../{secret}",
            hotel.webhook.replace("/mews/", "/apaleo/"),
        )
    ]

    assert answers == [NOT_FOUND] * 4
    assert hotel.notices() == []


def test_after_rotation_the_old_secret_opens_for_a_day_and_no_longer(hotel: Bridge) -> None:
    old = hotel.webhook
    hotel.connect(rotate_webhook_secret=True)

    assert hotel.webhook != old
    assert hotel.ground.call("POST", old, "{}", by=None).status_code == 202
    hotel.ground.pass_time(hours=25)
    assert hotel.ground.call("POST", old, "{}", by=None).status_code == 404
    assert hotel.ground.call("POST", hotel.webhook, "{}", by=None).status_code == 202


def test_changing_the_policy_keeps_the_webhook(hotel: Bridge) -> None:
    before = hotel.webhook

    assert hotel.connect(accept_condition="all")["webhook_path"] is None
    assert hotel.ground.call("POST", before, "{}", by=None).status_code == 202


def test_credentials_that_end_show_as_broken_and_heal_with_the_next_sweep(hotel: Bridge) -> None:
    renewed = Credentials(hotel.mews.credentials.client_token, "renewed")
    object.__setattr__(hotel.mews.connector, "credentials", renewed)
    hotel.mews.desk.check_out(room="315")
    hotel.settle()

    shown = hotel.ground.data("GET", "pms")["connections"][0]
    assert (shown["status"], shown["trouble"]["code"]) == ("broken", "MELMASTOON.PMS.DENIED_THERE")
    assert shown["last_errors"][0]["code"] == "MELMASTOON.PMS.DENIED_THERE"
    assert shown["letters_waiting"] == 1

    hotel.secrets.known["pms_demo_demo-hotel_mews-access-token"] = "renewed"
    hotel.ground.pass_time(minutes=1)
    hotel.sweep()
    assert hotel.connection().status == "connected"
    assert hotel.row("315").stay is None
    assert hotel.ground.data("GET", "pms")["connections"][0]["letters_waiting"] == 0


def test_the_connection_shows_how_far_behind_it_is(hotel: Bridge) -> None:
    hotel.mews.desk.check_out(room="315")
    hotel.settle()

    shown = hotel.ground.data("GET", "pms")["connections"][0]

    assert (shown["status"], shown["notices_waiting"], shown["notice_lag_seconds"]) == ("connected", 0, 0)
    assert shown["sweep"]["status"] == "done"


def _everything(hotel: Bridge) -> list[object]:
    return list(hotel.ground.store.everything())
