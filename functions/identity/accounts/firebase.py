"""Accounts in Firebase Auth, real or emulated (FIREBASE_AUTH_EMULATOR_HOST)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import httpx

from functions.identity.accounts.port import (
    Account,
    EmailTaken,
    NoAccount,
    SignedIn,
    TooManyTries,
    Unreachable,
    WrongPassword,
)
from shared.runtime.identity.tokens import read_unproved

TIMEOUT = 10.0  # seconds
APP = "roomstatesync"


class FirebaseAccounts:
    def __init__(self, project: str, api_key: str) -> None:
        self._project = project
        self._api_key = api_key
        self._lock = threading.Lock()

    def sign_in(self, email: str, password: str) -> SignedIn:
        return self._signed_in("signInWithPassword", email=email, password=password)

    def sign_in_with(self, custom_token: str) -> SignedIn:
        return self._signed_in("signInWithCustomToken", token=custom_token)

    def session_cookie(self, id_token: str, seconds: int) -> str:
        with _trouble():
            return _text(self._admin.create_session_cookie(id_token, seconds, app=self._app))

    def custom_token(self, uid: str, claims: Mapping[str, Any]) -> str:
        with _trouble():
            return _text(self._admin.create_custom_token(uid, dict(claims), app=self._app))

    def put(self, account: Account) -> bool:
        facts = {"email": account.email, "display_name": account.name, "disabled": account.disabled, "app": self._app}
        with _trouble():
            made = self._changed_or_made(account.uid, facts)
            self._admin.set_custom_user_claims(account.uid, dict(account.claims), app=self._app)
        return made

    def find(self, uid: str) -> Account | None:
        try:
            with _trouble():
                found = self._admin.get_user(uid, app=self._app)
        except NoAccount:
            return None
        return Account(
            uid, found.email or "", found.display_name or "", found.custom_claims or {}, bool(found.disabled)
        )

    def set_password(self, uid: str, password: str) -> None:
        with _trouble():
            self._admin.update_user(uid, password=password, app=self._app)

    def sign_out(self, uid: str) -> None:
        try:
            with _trouble():
                self._admin.revoke_refresh_tokens(uid, app=self._app)
        except NoAccount:
            return

    def close(self) -> None:
        """Let go of every connection."""
        import firebase_admin  # noqa: PLC0415 - heavy: loaded when first needed

        self._http.close()
        firebase_admin.delete_app(self._app)

    def _changed_or_made(self, uid: str, facts: Mapping[str, Any]) -> bool:
        try:
            self._admin.update_user(uid, **facts)
        except self._admin.UserNotFoundError:
            return self._made(uid, facts)
        return False

    def _made(self, uid: str, facts: Mapping[str, Any]) -> bool:
        """Make an account; one that somebody made at the same moment is ours all the same, and no other hotel's."""
        try:
            self._admin.create_user(uid=uid, **facts)
        except (self._admin.EmailAlreadyExistsError, self._admin.UidAlreadyExistsError) as taken:
            try:
                self._admin.update_user(uid, **facts)
            except self._admin.UserNotFoundError:
                raise taken from None
            return False
        return True

    def _signed_in(self, method: str, **body: Any) -> SignedIn:
        said = self._toolkit(method, **body, returnSecureToken=True)
        id_token = str(said["idToken"])
        claims = read_unproved(id_token)[1]  # straight from Google: nobody stood between
        life = int(said.get("expiresIn", 3600))
        return SignedIn(str(claims["sub"]), id_token, str(said["refreshToken"]), life, claims)

    def _toolkit(self, method: str, **body: Any) -> dict[str, Any]:
        host = os.environ.get("FIREBASE_AUTH_EMULATOR_HOST")
        root = f"http://{host}/identitytoolkit.googleapis.com" if host else "https://identitytoolkit.googleapis.com"
        try:
            response = self._http.post(f"{root}/v1/accounts:{method}", params={"key": self._api_key}, json=body)
            said: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as reason:
            raise Unreachable(type(reason).__name__) from None
        if response.is_success:
            return said
        code = str(said.get("error", {}).get("message", "")).split(" ", 1)[0]
        if code in {"EMAIL_NOT_FOUND", "INVALID_PASSWORD", "INVALID_LOGIN_CREDENTIALS", "USER_DISABLED"}:
            raise WrongPassword(code)
        if code.startswith("TOO_MANY_ATTEMPTS"):
            raise TooManyTries(code)
        raise Unreachable(f"{response.status_code} {code}")

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(timeout=TIMEOUT)

    @cached_property
    def _admin(self) -> Any:
        from firebase_admin import auth  # noqa: PLC0415 - heavy: loaded when first needed

        return auth

    @property
    def _app(self) -> Any:
        import firebase_admin  # noqa: PLC0415 - heavy: loaded when first needed

        with self._lock:
            try:
                return firebase_admin.get_app(APP)
            except ValueError:
                return firebase_admin.initialize_app(options={"projectId": self._project}, name=APP)


@contextmanager
def _trouble() -> Iterator[None]:
    from firebase_admin import auth, exceptions  # noqa: PLC0415 - heavy: loaded when first needed

    try:
        yield
    except (auth.EmailAlreadyExistsError, auth.UidAlreadyExistsError) as reason:
        raise EmailTaken(type(reason).__name__) from None
    except auth.UserNotFoundError as reason:
        raise NoAccount(type(reason).__name__) from None
    except (exceptions.FirebaseError, auth.TokenSignError) as reason:
        raise Unreachable(f"{type(reason).__name__}: {getattr(reason, 'code', '')}") from None


def _text(token: bytes | str) -> str:
    return token.decode() if isinstance(token, bytes) else token
