"""A connection with DuckDB that the user has, as the C++ library asks it."""

from typing import Any

from semaflow.errors import ConfigError

_READ = """SELECT current_setting('TimeZone'), current_setting('arrow_lossless_conversion'),
current_setting('disabled_optimizers')"""


class Session:
    """One statement at a time, on threads of the library."""

    def __init__(self, connection: Any) -> None:
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise ConfigError(
                "a connection of DuckDB is asked through pyarrow: pip install semaflow[arrow]"
            ) from None
        if not all(callable(getattr(connection, name, None)) for name in ("execute", "interrupt")):
            raise TypeError(f"{type(connection).__name__} is no connection of DuckDB")
        self._connection = connection
        self._asking = False

    def ask(self, sql: str, values: list[Any]) -> object:
        """The answer as an Arrow stream, under settings that are put back."""
        zone, lossless, disabled = self._connection.execute(_READ).fetchone()
        optimizers = {name for name in disabled.split(",") if name}
        before = {"TimeZone": zone, "arrow_lossless_conversion": str(lossless),
                  "disabled_optimizers": disabled}
        needed = {"TimeZone": "UTC", "arrow_lossless_conversion": "True",
                  "disabled_optimizers": ",".join(sorted(optimizers | {"common_subplan"}))}
        changed = [name for name, value in needed.items() if value != before[name]]
        try:
            for name in changed:
                self._set(name, needed[name])
            self._asking = True
            try:
                answer = self._connection.execute(sql, values).to_arrow_table()
            finally:
                self._asking = False
        finally:
            for name in changed:
                self._set(name, before[name])
        return answer.__arrow_c_stream__()

    def _set(self, name: str, value: str) -> None:
        quoted = value.replace("'", "''")
        self._connection.execute(f"SET {name} = '{quoted}'")

    def interrupt(self) -> None:
        """Ends the statement of `ask`, and no other."""
        if self._asking:
            self._connection.interrupt()
