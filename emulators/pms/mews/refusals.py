"""What Mews answers when it will not do what was asked.

    Refused             the body is always {Message, RequestId, Details}
    ├── Malformed       400  our request is wrong: "Invalid {Parameter}", "Invalid JSON"
    ├── Unauthorized    401  a token it does not know
    ├── RuleViolated    403  a rule of the hotel: to be shown to a person, never retried
    ├── NotFound        404  an address that does not match exactly, or not a POST
    ├── TimedOut        408  too much was asked for at once
    ├── TooMany         429  the limit of requests; with Retry-After or without
    ├── Broken          500  a fault on their side
    └── Down            503  nobody home

Mews docs: guidelines/responses.md, "Response codes" and "Error response details".
"""

from typing import ClassVar


class Refused(Exception):
    status: ClassVar[int] = 500
    otherwise: ClassVar[str] = "An unexpected error occurred."

    def __init__(self, message: str | None = None, *, retry_after: int | None = None) -> None:
        super().__init__(message or self.otherwise)
        self.retry_after = retry_after


class Malformed(Refused):
    status = 400
    otherwise = "Invalid request."


class Unauthorized(Refused):
    status = 401
    otherwise = "Invalid AccessToken."


class RuleViolated(Refused):
    status = 403
    otherwise = "The action is not allowed."


class NotFound(Refused):
    status = 404
    otherwise = "Not Found."


class TimedOut(Refused):
    status = 408
    otherwise = "Request timed out. Request data in smaller batches."


class TooMany(Refused):
    status = 429
    otherwise = "Too many requests."


class Broken(Refused):
    status = 500


class Down(Refused):
    status = 503
    otherwise = "Service Unavailable."


BY_STATUS: dict[int, type[Refused]] = {
    kind.status: kind for kind in (Malformed, Unauthorized, RuleViolated, NotFound, TimedOut, TooMany, Broken, Down)
}
