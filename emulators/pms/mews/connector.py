"""The front of the Connector API: one request in, one answer out, with limits, faults and a record of all that came.

Knows nothing of HTTP servers; `web.py` puts it behind one.
"""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import Lock

from .asked import Asked, Credentials
from .entities import identify
from .faults import Fault, Faults, Limiter
from .ledger import Ledger
from .operations import OPERATIONS, WRITES, Operation
from .refusals import NotFound, Refused
from .wire import Wire

OK = 200
_REMEMBERED = 2000


class ConnectionRefused(Exception):
    """Nobody answers at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Wire
    request_id: str
    retry_after: int | None = None

    @property
    def is_empty(self) -> bool:
        """Mews docs: guidelines/requests.md, "Request minimal response": an empty page, or an empty object."""
        return self.status == OK and (not self.body or ("Cursor" in self.body and self.body["Cursor"] is None))


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came, its tokens left out; `status` is 0 when the connection was refused."""

    operation: str
    at: datetime
    status: int
    body: dict[str, object] = field(default_factory=dict)


class Requests:
    """What has been received, so that a test can say: no echo went out."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: deque[Received] = deque(maxlen=_REMEMBERED)
        self._by_operation: Counter[str] = Counter()
        self._by_status: Counter[int] = Counter()

    def note(self, received: Received) -> None:
        with self._lock:
            self._all.append(received)
            self._by_operation[received.operation] += 1
            self._by_status[received.status] += 1

    def count(self, operation: str | None = None) -> int:
        with self._lock:
            return self._by_operation.total() if operation is None else self._by_operation[operation]

    def writes(self) -> list[Received]:
        """List what was asked to be changed, oldest first."""
        with self._lock:
            return [received for received in self._all if received.operation in WRITES]

    def by_operation(self) -> dict[str, int]:
        with self._lock:
            return dict(self._by_operation)

    def by_status(self) -> dict[int, int]:
        with self._lock:
            return dict(self._by_status)

    def forget(self) -> None:
        with self._lock:
            self._all.clear()
            self._by_operation.clear()
            self._by_status.clear()


@dataclass(frozen=True, slots=True)
class Connector:
    ledger: Ledger
    credentials: Credentials
    faults: Faults
    limiter: Limiter
    requests: Requests = field(default_factory=Requests)
    sleep: Callable[[float], None] = time.sleep
    _serial: "count[int]" = field(default_factory=count)

    def answer(self, operation: str, body: bytes) -> Answer:
        """Answer a request; raise `ConnectionRefused` when a fault says that nobody does."""
        request_id = identify(self.ledger.house.key, "request", str(next(self._serial)))
        struck = self.faults.strike(operation)
        shown: dict[str, object] = {}
        try:
            self._suffer(struck, "before")
            perform = _operation(operation)
            asked = Asked.parse(body)
            shown = asked.without_tokens()
            wire = self._perform(perform, asked)
            self._suffer(struck, "after")
        except ConnectionRefused:
            self.requests.note(Received(operation, self.ledger.now(), 0, shown))
            raise
        except Refused as refusal:
            answer = _refusal(refusal, request_id)
        else:
            answer = Answer(OK, wire, request_id)
        self.requests.note(Received(operation, self.ledger.now(), answer.status, shown))
        return answer

    def _perform(self, perform: Operation, asked: Asked) -> Wire:
        self.limiter.admit(asked.authenticate(self.credentials))
        with self.ledger.lock:
            self.ledger.tick()
            return perform(self.ledger, asked)

    def _suffer(self, struck: list[Fault], when: str) -> None:
        for fault in struck:
            if fault.when != when:
                continue
            if fault.kind == "latency":
                self.sleep(fault.milliseconds / 1000)
            if fault.kind == "refuse_connection":
                raise ConnectionRefused
            refusal = fault.refusal()
            if refusal is not None:
                raise refusal


def _operation(address: str) -> Operation:
    perform = OPERATIONS.get(address)
    if perform is None:
        raise NotFound
    return perform


def _refusal(refusal: Refused, request_id: str) -> Answer:
    """Mews docs: guidelines/responses.md, "Error response details": `Details` only in development."""
    body: Wire = {"Message": str(refusal), "RequestId": request_id, "Details": None}
    return Answer(refusal.status, body, request_id, refusal.retry_after)
