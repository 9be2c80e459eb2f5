"""Calls to Google's services over gRPC as the network has them: a channel with credentials, and a prepared stub per method.

The generated clients wrap each call again and again (retries, deadlines, logging, message wrappers), which took a sixth of
the processor time of a command. We retry and set deadlines where we know what a call means, so here is only what goes over the
wire: routing header, protobuf messages, and Google's own errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import quote

import grpc  # type: ignore[import-untyped]
from google.api_core.exceptions import from_grpc_error

Message = Any  # protobuf messages: the generated classes ship no types
Metadata = Sequence[tuple[str, str]]


class Transport(Protocol):
    """The generated transports' way to a channel with the credentials of where this runs."""

    def create_channel(self, host: str = ..., **options: Any) -> grpc.Channel: ...


def channel(transport: Transport, emulator: str | None, options: Sequence[tuple[str, int]] = ()) -> grpc.Channel:
    """Return a channel to the emulator, where one is named, else to Google, with this process's own credentials."""
    if emulator:
        return grpc.insecure_channel(emulator, options=[*_OPTIONS, *options])
    return transport.create_channel(options=[*_OPTIONS, *options])


def routed(name: str, value: str) -> tuple[str, str]:
    """Return the header that tells Google's front end where the request belongs (google.aip.dev/client-libraries/4222)."""
    return "x-goog-request-params", f"{name}={quote(value, safe='')}"


_OPTIONS = (("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1))


class Unary:
    """A method with one answer; `request` and `answer` are the library's types. Raises GoogleAPICallError."""

    def __init__(self, over: grpc.Channel, method: str, request: Any, answer: Any) -> None:
        self._call = over.unary_unary(method, request.pb().SerializeToString, answer.pb().FromString)

    def __call__(self, request: Message, metadata: Metadata, within: float) -> Message:
        with _errors():
            return self._call(request, metadata=metadata, timeout=within)

    def begin(self, request: Message, metadata: Metadata, within: float) -> Begun:
        """Send it and do not wait: several may be under way at once without a thread of ours."""
        return Begun(self._call.future(request, metadata=metadata, timeout=within))


class Begun:
    """A call under way."""

    def __init__(self, future: grpc.Future) -> None:
        self._future = future

    def end(self) -> Message:
        """Return the answer when it is there. Raises GoogleAPICallError."""
        with _errors():
            return self._future.result()


class Streamed:
    """A method whose answer comes in parts, all of them taken before any is used. Raises GoogleAPICallError."""

    def __init__(self, over: grpc.Channel, method: str, request: Any, answer: Any) -> None:
        self._call = over.unary_stream(method, request.pb().SerializeToString, answer.pb().FromString)

    def __call__(self, request: Message, metadata: Metadata, within: float) -> list[Message]:
        with _errors():
            return list(self._call(request, metadata=metadata, timeout=within))


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except grpc.RpcError as reason:
        raise from_grpc_error(reason) from reason  # type: ignore[no-untyped-call]
