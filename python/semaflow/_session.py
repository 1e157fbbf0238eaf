"""A connection with DuckDB that the user has, as the C++ library asks it."""

import threading
import weakref
from typing import Any

from semaflow import _core, _libraries
from semaflow.errors import ConfigError

_READ = "SELECT current_setting('TimeZone'), current_setting('disabled_optimizers')"
_sessions: "weakref.WeakValueDictionary[int, Session]" = weakref.WeakValueDictionary()


class Session:
    """What all data sources over one connection share: they take turns."""

    def __init__(self, connection: Any) -> None:
        _libraries.name_in_environment()
        self.asked: _Asked = _Asked(connection)
        self.core: _core.UserSession = _core.UserSession(self.asked)

    @classmethod
    def of(cls, connection: Any) -> "Session":
        """The one of this connection. Raises TypeError for what is none."""
        known = _sessions.get(id(connection))  # It holds its connection, so the number is its own.
        if known is not None:
            return known
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise ConfigError(
                "a connection of DuckDB is asked through pyarrow: pip install semaflow[arrow]"
            ) from None
        if not all(callable(getattr(connection, name, None)) for name in ("execute", "interrupt")):
            raise TypeError(f"{type(connection).__name__} is no connection of DuckDB")
        return _sessions.setdefault(id(connection), cls(connection))


class _Asked:
    """One statement at a time, on threads of the library."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._busy = threading.Lock()
        self._state = threading.Lock()
        self._asking = False
        self._zone: str | None = None
        """The user's, which is to be put back."""

    def ask(self, sql: str, values: list[Any]) -> tuple[object, list[tuple[str, str]]]:
        """The answer as an Arrow stream, and the names and types of its columns."""
        with self._busy:
            self._set_up()
            try:
                answer, columns = self._answer(sql, values)
            finally:
                self._put_back()
        return answer.__arrow_c_stream__(), columns

    def _answer(self, sql: str, values: list[Any]) -> tuple[Any, list[tuple[str, str]]]:
        self._say_asking(True)
        try:
            self._connection.execute(sql, values)
            columns = [(column[0], str(column[1])) for column in self._connection.description]
            return self._connection.to_arrow_table(), columns
        finally:
            self._say_asking(False)

    def _set_up(self) -> None:
        zone, disabled = self._connection.execute(_READ).fetchone()
        if self._zone is None or zone != "UTC":
            self._zone = zone
        if zone != "UTC":
            self._set("TimeZone", "UTC")
        optimizers = [name for name in disabled.split(",") if name]
        if "common_subplan" not in optimizers:  # Its answers are wrong: it stays off.
            self._set("disabled_optimizers", ",".join([*optimizers, "common_subplan"]))

    def _put_back(self) -> None:
        try:
            if self._zone is not None and self._zone != "UTC":
                self._set("TimeZone", self._zone)
            self._zone = None
        except Exception:  # In a transaction that has failed; the next question does it.
            pass

    def _set(self, name: str, value: str) -> None:
        quoted = value.replace("'", "''")
        self._connection.execute(f"SET {name} = '{quoted}'")

    def _say_asking(self, asking: bool) -> None:
        with self._state:
            self._asking = asking

    def interrupt(self) -> None:
        """Ends the statement of `ask`, and no other."""
        with self._state:
            if self._asking:
                self._connection.interrupt()

    def wait(self) -> None:
        with self._busy:
            pass
