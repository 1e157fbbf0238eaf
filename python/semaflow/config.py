"""Limits of queries and pools, as semaflow.toml says them (docs/cli.md)."""

import os
from typing import TYPE_CHECKING

from semaflow import _core

if TYPE_CHECKING:
    from typing import Self


class Config:
    """The configuration of handles.

    `Config()` is that of the environment: the file that SEMAFLOW_CONFIG names, else ./semaflow.toml,
    else none; variables SEMAFLOW_DEFAULTS__... and SEMAFLOW_DATASOURCES__NAME__... win over files,
    and the setters here over both.
    """

    def __init__(self) -> None:
        self._file = _found_file()
        self._text: str | None = None
        self._settings: dict[str, str] = {}

    @classmethod
    def load(cls) -> "Self":
        """The same as `Config()`, read now."""
        config = cls()
        config._read()
        return config

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> "Self":
        """Raises ConfigError when the file cannot be read, or says what is not understood."""
        config = cls()
        config._file = os.fspath(path)
        config._read()
        return config

    @classmethod
    def from_toml(cls, text: str) -> "Self":
        """Likewise of a text."""
        config = cls()
        config._text = text
        config._read()
        return config

    def set_query_timeout_ms(self, milliseconds: int) -> None:
        """How long a query may take; 0: any time."""
        self._set("QUERY__TIMEOUT_MS", milliseconds)

    def set_max_row_limit(self, rows: int) -> None:
        """No answer has more rows; beyond, it is cut off and `truncated`. 0: all."""
        self._set("QUERY__MAX_ROW_LIMIT", rows)

    def set_default_row_limit(self, rows: int) -> None:
        """The same for requests that say no limit."""
        self._set("QUERY__DEFAULT_ROW_LIMIT", rows)

    def set_pool_size(self, size: int) -> None:
        """How many queries run at once in a database."""
        self._set("POOL__SIZE", size)

    def set_pool_idle_timeout_secs(self, seconds: int) -> None:
        """When a connection that nobody uses is closed; 0: never."""
        self._set("POOL__IDLE_TIMEOUT_SECS", seconds)

    def set_schema_cache_ttl_secs(self, seconds: int) -> None:
        """How long the columns of tables are kept."""
        self._set("SCHEMA_CACHE__TTL_SECS", seconds)

    def set_schema_cache_max_size(self, tables: int) -> None:
        """Of so many tables."""
        self._set("SCHEMA_CACHE__MAX_SIZE", tables)

    def set_duckdb_config(self, data_source: str, max_concurrency: int | None = None) -> None:
        """For one data source."""
        if max_concurrency is not None:
            self._set_of(data_source, "POOL__SIZE", max_concurrency)

    def set_postgres_config(
        self,
        data_source: str,
        pool_size: int | None = None,
        statement_timeout_ms: int | None = None,
    ) -> None:
        """For one data source."""
        if pool_size is not None:
            self._set_of(data_source, "POOL__SIZE", pool_size)
        if statement_timeout_ms is not None:
            self._set_of(data_source, "POSTGRES__STATEMENT_TIMEOUT_MS", statement_timeout_ms)

    def _set(self, key: str, value: int) -> None:
        self._settings[f"SEMAFLOW_DEFAULTS__{key}"] = str(value)

    def _set_of(self, data_source: str, key: str, value: int) -> None:
        name = data_source.upper().replace("-", "_")
        self._settings[f"SEMAFLOW_DATASOURCES__{name}__{key}"] = str(value)

    def _read(self) -> _core.Config:
        return _core.Config(self._file if self._text is None else "", self._text, self._settings)


def _found_file() -> str:
    named = os.environ.get("SEMAFLOW_CONFIG")
    if named:
        return named
    return "semaflow.toml" if os.path.isfile("semaflow.toml") else ""
