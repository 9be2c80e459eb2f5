"""Google's public certificates, fetched when needed and kept as long as their Cache-Control allows."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from shared.runtime import telemetry
from shared.runtime.problems import BUSY, Problem

KEPT_WITHOUT_WORD = 3600.0  # seconds, where Google does not say
BETWEEN_LOOKS = 60.0  # seconds between two fetches for keys nobody knows, so that nonsense tokens cost Google nothing
KEPT_IN_NEED = 3600.0  # seconds past their time that certificates serve while Google cannot be reached


class Response(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def data(self) -> bytes: ...


Transport = Callable[..., Response]


def google_transport() -> Transport:
    """Return google-auth's own transport."""
    from google.auth.transport.requests import Request  # noqa: PLC0415 - heavy: loaded when first needed

    return Request()


@dataclass(frozen=True)
class _Held:
    certificates: Mapping[str, str]
    fetched: float
    until: float


@dataclass
class Certificates:
    """`transport` is called as google-auth calls one; `clock` gives seconds."""

    transport: Transport | None = None
    clock: Callable[[], float] = time.time
    _held: dict[str, _Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, url: str, key_id: str) -> Mapping[str, str]:
        """Return the certificates at this address by key id. Raises Problem BUSY where none can be had."""
        if self._fits(self._held.get(url), key_id):
            return self._held[url].certificates
        with self._lock:
            held = self._held.get(url)
            if held is None or not self._fits(held, key_id):
                held = self._held[url] = self._fetched(url, held)
            return held.certificates

    def _fits(self, held: _Held | None, key_id: str) -> bool:
        now = self.clock()
        if held is None or now >= held.until:
            return False
        return key_id in held.certificates or now - held.fetched < BETWEEN_LOOKS

    def _fetched(self, url: str, held: _Held | None) -> _Held:
        now = self.clock()
        self.transport = self.transport or google_transport()
        try:
            response = self.transport(url, method="GET")
            if response.status != 200:  # noqa: PLR2004 - HTTP's own number
                raise OSError(f"{url} answered {response.status}")  # noqa: TRY301 - one way out for all trouble
            said: dict[str, Any] = json.loads(response.data)
            return _Held({str(name): str(pem) for name, pem in said.items()}, now, now + _seconds(response.headers))
        except Exception as reason:
            telemetry.warning("certificates not fetched", url=url, reason=type(reason).__name__)
            if held is not None and now < held.until + KEPT_IN_NEED:
                return _Held(held.certificates, now, max(held.until, now + BETWEEN_LOOKS / 2))
            raise Problem(BUSY, "Tokens cannot be checked right now.", headers={"Retry-After": "5"}) from reason


def _seconds(headers: Mapping[str, str]) -> float:
    said = {name.lower(): value for name, value in headers.items()}
    found = re.search(r"max-age=(\d+)", said.get("cache-control", ""))
    return float(found[1]) if found else KEPT_WITHOUT_WORD
