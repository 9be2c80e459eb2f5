"""The line to a vendor's API: one HTTP client per connection, timeouts, pacing, and what failure means.

    TryAgain             it will pass: 429, 408, 5xx, no connection, no answer in time, or our own pace
    Refusal              it will not pass by itself:
    ├── REFUSED_THERE    a business rule of the vendor's (for a person, never retried)
    ├── DENIED_THERE     our credentials are not taken
    └── MISUNDERSTOOD    they cannot read our request, or we not their answer

A vendor's adapter uses it for every call, and knows nothing of clients, clocks or retries.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any

import httpx

from shared.domain.refusals import Refusal, Rule
from shared.domain.words import storable
from shared.runtime import telemetry
from shared.runtime.cloud import VERSION, cloud
from shared.runtime.units import TryAgain

REFUSED_THERE = Rule("MELMASTOON.PMS.REFUSED_THERE", 409, "The PMS will not do that.")
DENIED_THERE = Rule("MELMASTOON.PMS.DENIED_THERE", 422, "The PMS does not take our credentials.")
MISUNDERSTOOD = Rule("MELMASTOON.PMS.MISUNDERSTOOD", 422, "We and the PMS do not understand each other.")

CLIENT = f"RoomStateSync {VERSION}"
TIMEOUT = httpx.Timeout(20, connect=5)
LARGEST_ANSWER = 32 << 20
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_DENIED = 401
_RULE = frozenset({403, 409, 422})
_OK = 300
_FIRST_WAIT = 2.0


@dataclass(frozen=True)
class Pace:
    """At most so many requests within so many seconds. A vendor's class sets it a little under the vendor's limit."""

    requests: int
    seconds: float


@dataclass
class Line:
    base_url: str
    secrets: Mapping[str, str]
    client: httpx.Client
    pace: Pace
    _sent: deque[datetime] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post JSON and return the JSON object that comes back. Raises TryAgain or Refusal, see above."""
        self._take_a_turn(path)
        try:
            with telemetry.span("pms call", operation=path):
                response = self.client.post(f"{self.base_url}/{path}", json=dict(body))
        except (httpx.TransportError, httpx.DecodingError) as reason:
            telemetry.count("pms_calls", operation=path, status=0)
            raise TryAgain(f"{path}: {type(reason).__name__}", _FIRST_WAIT) from None
        telemetry.count("pms_calls", operation=path, status=response.status_code)
        return _read(path, response)

    def _take_a_turn(self, path: str) -> None:
        now, window = cloud().wall(), timedelta(seconds=self.pace.seconds)
        with self._lock:
            while self._sent and self._sent[0] <= now - window:
                self._sent.popleft()
            if len(self._sent) >= self.pace.requests:
                wait = (self._sent[0] + window - now).total_seconds()
                raise TryAgain(f"{path}: {self.pace.requests} requests in {self.pace.seconds} s are enough", wait)
            self._sent.append(now)


def _read(path: str, response: httpx.Response) -> dict[str, Any]:
    status = response.status_code
    if status in _AGAIN:
        raise TryAgain(f"{path}: {status}", _retry_after(response))
    if status >= _OK:
        raise _refusal(path, response)
    try:
        answer = storable(response.json()) if response.content else {}
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise MISUNDERSTOOD.refuse(f"{path} answered {status} with something that is no JSON object.", operation=path)
    return answer


def _refusal(path: str, response: httpx.Response) -> Refusal:
    status = response.status_code
    rule = DENIED_THERE if status == _DENIED else REFUSED_THERE if status in _RULE else MISUNDERSTOOD
    said = _said(response)
    return rule.refuse(f"{path}: {status} {said}".strip(), operation=path, status=status, said=said)


def _said(response: httpx.Response) -> str:
    """Return the vendor's words; never what we sent, which holds credentials."""
    try:
        body = response.json()
    except ValueError:
        return ""
    found = body.get("Message") or body.get("message") if isinstance(body, dict) else None
    return str(found)[:300] if found else json.dumps(body)[:300]


def _retry_after(response: httpx.Response) -> float:
    """Return in how many seconds, from either form that RFC 9110 allows; a guess where it is missing."""
    said = response.headers.get("Retry-After", "")
    try:
        return min(max(float(said), 1.0), 600.0)
    except ValueError:
        pass
    try:
        return min(max((parsedate_to_datetime(said) - cloud().wall()).total_seconds(), 1.0), 600.0)
    except (ValueError, TypeError):
        return _FIRST_WAIT
