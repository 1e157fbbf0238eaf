"""What goes wrong, by whose fault it is.

Every exception has the stable `code` of docs/ERRORS.md ("M012"), the `message`, the place (`file`,
`line`, `column`; None where there is none), the names that were probably meant (`candidates`) and
what to do (`help`). Where several things are wrong, the exception is about the first, and `errors`
holds all. Never does one hold a secret or a value of a request.
"""

from typing import Any

__all__ = [
    "CancelledError",
    "ConfigError",
    "DatabaseError",
    "InternalError",
    "LimitError",
    "ModelError",
    "QueryTimeoutError",
    "QueueFullError",
    "RequestError",
    "SemaFlowError",
    "UnavailableError",
]


class SemaFlowError(Exception):
    """The base of all."""

    def __init__(self, text: str, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(text)
        first = details[0] if details else {}
        self.code: str = first.get("code", "")
        self.message: str = first.get("message", text)
        self.file: str | None = first.get("file")
        self.line: int | None = first.get("line")
        self.column: int | None = first.get("column")
        self.candidates: list[str] = first.get("candidates", [])
        self.help: str = first.get("help", "")
        self.retry: bool = first.get("retry", False)
        """The same call may succeed later, without a change."""
        self.http_status: int = first.get("http_status", 500)
        self.errors: list[dict[str, Any]] = [_public(detail) for detail in details or []]

    def to_dict(self) -> dict[str, Any]:
        """`{"errors": [{"code", "message", "file", "line", "column", "candidates", "help"}]}`."""
        return {"errors": self.errors}


class ModelError(SemaFlowError, ValueError):
    """The model: YAML, names, expressions, joins, or data that breaks what the model claims."""


class RequestError(SemaFlowError, ValueError, RuntimeError):
    """The request: unknown names, wrong values, what it asks cannot be answered.

    It is a ValueError and a RuntimeError, since SemaFlow 0.1 raised either.
    """


class DatabaseError(SemaFlowError, ValueError):
    """The database refused the statement, or failed while it ran."""


class UnavailableError(DatabaseError):
    """The database, or its client library, is not there."""


class LimitError(SemaFlowError, RuntimeError):
    """A limit of the configuration or the call."""


class QueueFullError(LimitError):
    """As many queries wait as may; later there may be room."""


class QueryTimeoutError(LimitError, TimeoutError):
    """The query took, or waited, longer than it may."""


class CancelledError(LimitError):
    """The query was stopped from outside. Cancelling a task raises asyncio.CancelledError."""


class ConfigError(SemaFlowError, ValueError, RuntimeError):
    """The configuration, or how something was called."""


class InternalError(SemaFlowError, RuntimeError):
    """A bug of SemaFlow; please report it."""


_FAMILIES: dict[str, type[SemaFlowError]] = {
    "model": ModelError,
    "request": RequestError,
    "database": DatabaseError,
    "limits": LimitError,
    "config": ConfigError,
    "internal": InternalError,
}
_BY_CODE: dict[str, type[SemaFlowError]] = {
    "B001": UnavailableError,
    "Q001": QueueFullError,
    "Q002": QueryTimeoutError,
    "Q004": QueryTimeoutError,
    "Q005": CancelledError,
}


def _public(detail: dict[str, Any]) -> dict[str, Any]:
    keys = ("code", "message", "file", "line", "column", "candidates", "help")
    return {key: detail[key] for key in keys}


def _of_core(details: list[dict[str, Any]]) -> SemaFlowError:
    """The exception for what the C++ library says is wrong."""
    first = details[0]
    kind = _BY_CODE.get(first["code"]) or _FAMILIES[first["family"]]
    return kind("".join(detail["text"] for detail in details).rstrip(), details)
