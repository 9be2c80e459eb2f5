"""Accounts as this context sees them.

AccountsError
├── WrongPassword   the e-mail address or the password is not right; never which
├── TooManyTries    Google refuses this account for a while
├── EmailTaken      another account has this address
├── NoAccount       there is no such account
└── Unreachable     no answer; nothing is known
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class AccountsError(Exception):
    pass


class WrongPassword(AccountsError):
    pass


class TooManyTries(AccountsError):
    pass


class EmailTaken(AccountsError):
    pass


class NoAccount(AccountsError):
    pass


class Unreachable(AccountsError):
    pass


@dataclass(frozen=True)
class Account:
    """`claims` are what the account's tokens will say besides who it is."""

    uid: str
    email: str
    name: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    disabled: bool = False


@dataclass(frozen=True)
class SignedIn:
    """`expires_in` is in seconds; `claims` are those of the ID token."""

    uid: str
    id_token: str
    refresh_token: str
    expires_in: int
    claims: Mapping[str, Any]


class Accounts(Protocol):
    def sign_in(self, email: str, password: str) -> SignedIn:
        """Raises WrongPassword, TooManyTries, Unreachable."""

    def session_cookie(self, id_token: str, seconds: int) -> str:
        """Return a session cookie of the person of this fresh ID token. Raises Unreachable."""

    def custom_token(self, uid: str, claims: Mapping[str, Any]) -> str:
        """Return a token that a device signs in with, once, within the hour."""

    def sign_in_with(self, custom_token: str) -> SignedIn:
        """Sign in as a device does with such a token. Raises Unreachable."""

    def put(self, account: Account) -> bool:
        """Have the account be just so, made if need be; return whether it was made. Raises EmailTaken, Unreachable."""

    def find(self, uid: str) -> Account | None: ...

    def set_password(self, uid: str, password: str) -> None:
        """Raises NoAccount, Unreachable."""

    def sign_out(self, uid: str) -> None:
        """End every session of this account, if there is one: no refresh token made before now is good any more."""
