"""By which address tries are counted: only what a proxy of the platform wrote is believed."""

from __future__ import annotations

import flask
import pytest
from werkzeug.test import EnvironBuilder

from functions.identity.addresses import UNKNOWN, address_of, refuse_unknown_proxies

HOSTING = "151.101.0.0/16,2a04:4e40::/32"
DEPLOYED = {"K_SERVICE": "identity", "TRUSTED_PROXIES": HOSTING}


def counted(forwarded: str, environment: dict[str, str] | None = None) -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    builder = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": "169.254.1.1"})
    said = DEPLOYED if environment is None else environment
    return address_of(flask.Request(builder.get_environ()), said)


def test_behind_hosting_it_is_the_address_that_hosting_wrote() -> None:
    assert counted("203.0.113.7, 151.101.4.9") == "203.0.113.7"


def test_what_the_caller_wrote_before_proves_nothing() -> None:
    """P7: a caller who sends the header themself, past Hosting and through it."""
    assert counted("198.51.100.1, 203.0.113.7") == "203.0.113.7"
    assert counted("198.51.100.1, 203.0.113.7, 151.101.4.9") == "203.0.113.7"


def test_a_caller_of_the_services_own_address_cannot_pretend_to_come_through_hosting() -> None:
    assert counted("198.51.100.1, 151.101.4.9, 203.0.113.7") == "203.0.113.7"


def test_hosting_may_have_several_hops() -> None:
    assert counted("203.0.113.7, 151.101.4.9, 2a04:4e40::9") == "203.0.113.7"


def test_without_networks_it_is_who_connected_to_googles_front_end() -> None:
    assert counted("198.51.100.1, 151.101.4.9", {"K_SERVICE": "identity"}) == "151.101.4.9"


def test_on_this_machine_the_header_is_not_read_at_all() -> None:
    assert counted("198.51.100.1", {"TRUSTED_PROXIES": HOSTING}) == "169.254.1.1"


@pytest.mark.parametrize("address", ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "[2001:db8:1:2::7]:4711"])
def test_ipv6_counts_by_its_network(address: str) -> None:
    assert counted(address) == "2001:db8:1:2::/64"


@pytest.mark.parametrize("written", ["203.0.113.7", "::ffff:203.0.113.7", "203.0.113.7:4711"])
def test_one_ipv4_address_is_one_however_it_is_written(written: str) -> None:
    assert counted(written) == "203.0.113.7"


@pytest.mark.parametrize("forwarded", ["", "nonsense", "203.0.113.7, nonsense", "203.0.113.7, ", "151.101.4.9"])
def test_where_no_proxy_says_an_address_all_such_callers_are_one(forwarded: str) -> None:
    assert counted(forwarded) == UNKNOWN


@pytest.mark.parametrize("said", ["2", "151.101.0.0/33", "hosting"])
def test_a_process_that_cannot_tell_its_proxies_does_not_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", said)

    with pytest.raises(RuntimeError, match="TRUSTED_PROXIES must be networks"):
        refuse_unknown_proxies()
