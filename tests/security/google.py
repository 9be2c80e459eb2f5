"""Google as this project sees it: key pairs and certificates of its own, so that the real verification code runs."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

PROJECT = "hotel-project"
AUDIENCE = "https://rooms.example.test"
PUSHER = "push@hotel-project.iam.gserviceaccount.com"
BOT = "agent@other-project.iam.gserviceaccount.com"


@dataclass(frozen=True)
class KeyPair:
    private: rsa.RSAPrivateKey
    certificate: str


@cache
def key_pair(name: str) -> KeyPair:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(private, hashes.SHA256())
    )
    return KeyPair(private, certificate.public_bytes(serialization.Encoding.PEM).decode())


def part(said: Any) -> str:
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(claims: Mapping[str, Any], *, key: str = "first", kid: str | None = None, alg: str = "RS256") -> str:
    header: dict[str, Any] = {"alg": alg, "typ": "JWT"} | ({"kid": kid or key} if kid != "" else {})
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{_signature(key, text)}"


@lru_cache(4_096)
def _signature(key: str, text: str) -> str:
    """Return the one signature of this text by this key: the same claims are signed for one request after another."""
    return part(key_pair(key).private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))


def unsigned(claims: Mapping[str, Any]) -> str:
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def firebase(uid: str = "stf_1", **claims: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": uid,
        "iat": now - 5,
        "auth_time": now - 5,
        "exp": now + 3600,
    } | claims


def session(uid: str = "stf_1", **claims: Any) -> dict[str, Any]:
    return firebase(uid) | {"iss": f"https://session.firebase.google.com/{PROJECT}"} | claims


def oidc(email: str, **claims: Any) -> dict[str, Any]:
    facts = {"iss": "https://accounts.google.com", "aud": AUDIENCE, "email": email, "email_verified": True}
    return firebase("1234567890") | facts | claims


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    data: bytes


@dataclass
class FakeTransport:
    """Serves the certificates of these keys, and remembers what was asked for."""

    keys: list[str] = field(default_factory=lambda: ["first"])
    max_age: int = 3600
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def __call__(self, url: str, method: str = "GET") -> Answer:
        self.asked.append(f"{method} {url}")
        if self.down:
            raise OSError("no route to host")
        said = {name: key_pair(name).certificate for name in self.keys}
        return Answer(200, {"Cache-Control": f"public, max-age={self.max_age}"}, json.dumps(said).encode())
