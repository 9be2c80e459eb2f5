"""Accounts in memory, with Firebase's behaviour; its tokens are unsigned as the Auth emulator's are. For tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.identity.accounts.port import Account, EmailTaken, NoAccount, SignedIn, WrongPassword
from shared.runtime.clock import utc_now


@dataclass
class MemoryAccounts:
    project: str
    clock: Callable[[], datetime] = utc_now
    accounts: dict[str, Account] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    signed_out: list[str] = field(default_factory=list)

    def sign_in(self, email: str, password: str) -> SignedIn:
        account = next((one for one in self.accounts.values() if one.email == email), None)
        if account is None or account.disabled or self.passwords.get(account.uid) != password:
            raise WrongPassword
        token = self.id_token(account.uid, account.claims)
        return SignedIn(account.uid, token, "refresh", 3600, account.claims)

    def session_cookie(self, id_token: str, seconds: int) -> str:
        claims = json.loads(base64.urlsafe_b64decode(id_token.split(".")[1] + "=="))
        claims |= {"iss": f"https://session.firebase.google.com/{self.project}", "exp": claims["iat"] + seconds}
        return unsigned(claims)

    def custom_token(self, uid: str, claims: Mapping[str, Any]) -> str:
        return unsigned({"uid": uid, "claims": dict(claims)})

    def sign_in_with(self, custom_token: str) -> SignedIn:
        said = json.loads(base64.urlsafe_b64decode(custom_token.split(".")[1] + "=="))
        account = self.accounts.get(said["uid"])
        claims = {**(account.claims if account else {}), **said["claims"]}
        return SignedIn(said["uid"], self.id_token(said["uid"], claims), "refresh", 3600, claims)

    def put(self, account: Account) -> bool:
        if any(one.email == account.email and one.uid != account.uid for one in self.accounts.values()):
            raise EmailTaken
        made = account.uid not in self.accounts
        self.accounts[account.uid] = account
        return made

    def find(self, uid: str) -> Account | None:
        return self.accounts.get(uid)

    def set_password(self, uid: str, password: str) -> None:
        if uid not in self.accounts:
            raise NoAccount
        self.passwords[uid] = password

    def sign_out(self, uid: str) -> None:
        self.signed_out.append(uid)

    def id_token(self, uid: str, claims: Mapping[str, Any]) -> str:
        """Return the ID token that Firebase would give this account, or a device with these claims, now."""
        now = int(self.clock().timestamp())
        return unsigned(
            {
                **claims,
                "iss": f"https://securetoken.google.com/{self.project}",
                "aud": self.project,
                "sub": uid,
                "iat": now,
                "auth_time": now,
                "exp": now + 3600,
            }
        )


def unsigned(claims: Mapping[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
