"""What goes wrong, once, and how each dialect says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Json = dict[str, Any]


class Dialect(Enum):
    """The shape in which a caller expects answers and errors."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    NATIVE = "native"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal, independent of the dialect that it is told in."""

    status: int
    type: str
    code: str
    message: str
    param: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    retry_after_s: int | None = None

    def headers(self) -> dict[str, str]:
        """What a client's retry policy reads: never repeat an unpaid call, wait before a limited one."""
        headers: dict[str, str] = {}
        if self.status == _PAYMENT_REQUIRED:
            headers["x-should-retry"] = "false"
        if self.retry_after_s is not None:
            headers["retry-after"] = str(self.retry_after_s)
        return headers

    def body(self, dialect: Dialect, request_id: str) -> Json:
        """The error as JSON in the given dialect."""
        if dialect is Dialect.ANTHROPIC:
            error: Json = {"type": _ANTHROPIC_TYPES.get(self.status, "api_error"), "message": self.message}
            return {"type": "error", "error": error | self._told_details(), "request_id": request_id}
        kind = self.type if dialect is Dialect.NATIVE else _OPENAI_TYPES.get(self.status, self.type)
        told: Json = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        if dialect is Dialect.NATIVE:
            told["request_id"] = request_id
        return {"error": told | self._told_details()}

    def _told_details(self) -> Json:
        # Which budget is used up, and until when: worth an extra member in every dialect.
        return {"details": dict(self.details)} if self.details else {}


class ProblemError(Exception):
    """Carries a problem to the edge that knows the dialect, with the request's id where it has its own."""

    def __init__(self, problem: Problem, *, request_id: str | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.request_id = request_id


_PAYMENT_REQUIRED = 402
_OPENAI_TYPES = {
    401: "invalid_request_error",
    402: "insufficient_quota",
    404: "invalid_request_error",
}
_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    421: "invalid_request_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}


def invalid_request(message: str, *, param: str | None = None, code: str = "invalid_parameter") -> Problem:
    """The request cannot be understood or asks for something that cannot be."""
    return Problem(status=400, type="invalid_request_error", code=code, message=message, param=param)


def not_found(message: str, *, code: str = "not_found") -> Problem:
    """The thing named in the path does not exist."""
    return Problem(status=404, type="not_found_error", code=code, message=message)


def unauthorized(message: str, *, code: str) -> Problem:
    """No credential, or one that is not known."""
    return Problem(status=401, type="authentication_error", code=code, message=message)


def forbidden(message: str, *, code: str) -> Problem:
    """A known credential that may not do this."""
    return Problem(status=403, type="permission_error", code=code, message=message)


def conflict(message: str, *, code: str) -> Problem:
    """The request meets another one that is not done."""
    return Problem(status=409, type="conflict_error", code=code, message=message)


def unpaid(message: str, *, code: str, details: Mapping[str, object] | None = None) -> Problem:
    """Balance or budget does not cover the call."""
    return Problem(status=402, type="payment_error", code=code, message=message, details=details or {})


def rate_limited(message: str, *, retry_after_s: int) -> Problem:
    """A limit of the key on requests, tokens or parallel calls is reached."""
    return Problem(
        status=429,
        type="rate_limit_error",
        code="rate_limit_exceeded",
        message=message,
        retry_after_s=retry_after_s,
    )
