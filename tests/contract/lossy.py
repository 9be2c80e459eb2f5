"""A gRPC proxy between a client and an emulator that can lose answers: the call is made, its caller hears UNAVAILABLE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc  # type: ignore[import-untyped]


class LossyProxy(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Forwards every call as bytes; unary requests with streamed or single answers, which is all we use."""

    def __init__(self, target: str) -> None:
        self._channel = grpc.insecure_channel(target)
        self.losing: Callable[[str], bool] = lambda _method: False
        self.seen: list[str] = []

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        method = details.method
        metadata = [(name, value) for name, value in details.invocation_metadata if name in _FORWARDED]

        def forward(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            self.seen.append(method.rsplit("/", 1)[1])
            answers: Any = self._channel.unary_stream(method)(request, metadata=metadata, timeout=10)
            try:
                received = list(answers)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())
            if self.losing(method):
                context.abort(grpc.StatusCode.UNAVAILABLE, "the answer is lost")
            yield from received

        return grpc.unary_stream_rpc_method_handler(forward)


_FORWARDED = {"authorization", "google-cloud-resource-prefix", "x-goog-request-params"}


@contextmanager
def lossy_proxy(target: str) -> Iterator[tuple[LossyProxy, str]]:
    """Run the proxy; yield it and its address."""
    proxy = LossyProxy(target)
    server = grpc.server(ThreadPoolExecutor(8), handlers=[proxy], options=[("grpc.max_receive_message_length", -1)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield proxy, f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()
