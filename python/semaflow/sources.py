"""Databases, and the tables in them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from semaflow import _core, _libraries
from semaflow._session import Session
from semaflow.errors import ConfigError

if TYPE_CHECKING:
    from typing import Self


class DataSource:
    """A database by the name that models call it.

    It is opened when a handle is made of it. Handles that are given the same object share its database
    and its connections; `max_concurrency` is how many queries run in it at once.
    """

    def __init__(
        self,
        name: str,
        uri: str,
        max_concurrency: int | None = None,
        *,
        _type: Literal["duckdb", "postgres"] = "duckdb",
        _schema: str = "",
        _read_only: bool = True,
        _session: Session | None = None,
    ) -> None:
        _libraries.name_in_environment()
        self.name = name
        self.max_concurrency = max_concurrency
        self.backend_type = _type
        self.schema: str | None = _schema or None
        self._uri = uri
        self._session: Session | None = _session
        if _session is not None:
            self._core = _core.Source.of_session(name, _session.core)
        elif _type == "duckdb":
            self._core = _core.Source.duckdb(name, uri, _read_only, max_concurrency)
        else:
            self._core = _core.Source.postgres(name, uri, _schema, max_concurrency)

    @classmethod
    def duckdb(
        cls,
        path: str | None = None,
        name: str | None = None,
        max_concurrency: int | None = None,
        *,
        read_only: bool = True,
        connection: Any = None,
    ) -> "Self":
        """A DuckDB file, or ":memory:": a database of its own, which is always writable.

        A file is opened for reading alone; with `read_only=False` it is made where it is missing.

        `connection=con` instead of a path asks a connection that you have (`duckdb.connect()`):
        with its temporary tables and registered frames, one query at a time, each read whole. Do
        not use it yourself while a query runs, and after one that was stopped call `wait_idle()`
        before. What you have not fetched of a result is lost, the optimizer `common_subplan` is
        disabled, and TimeZone is UTC meanwhile. It needs pyarrow.
        """
        if connection is not None:
            if path is not None or max_concurrency not in (None, 1) or not read_only:
                raise TypeError("a connection comes without a path, and is asked one query at a time")
            return cls(name or "duckdb", "", 1, _session=Session.of(connection))
        if path is None:
            raise TypeError("a DuckDB data source needs a path or a connection")
        return cls(
            name or "duckdb", str(path), max_concurrency, _type="duckdb", _read_only=read_only
        )

    @classmethod
    def postgres(
        cls,
        connection_string: str,
        schema: str = "",
        name: str | None = None,
        max_concurrency: int | None = None,
    ) -> "Self":
        """A PostgreSQL database by libpq's URI or "host=... dbname=..."."""
        return cls(
            name or "postgres",
            connection_string,
            max_concurrency,
            _type="postgres",
            _schema=schema,
        )

    @property
    def uri(self) -> str:
        """The path of a DuckDB database; of a server nothing, for it may hold a password."""
        return self._uri if self.backend_type == "duckdb" else ""

    def table(self, name: str) -> "TableHandle":
        """A table of it, for `SemanticTable.from_table`."""
        return TableHandle(self, name)

    def register_dataframe(self, table_name: str, data: Any) -> None:
        """Makes a table of rows: a pyarrow table or reader, a pandas or polars frame, or dicts.

        Anything with `__arrow_c_stream__` is taken as it is. The rows are copied into the database.
        Raises ValueError for a database that is not a writable DuckDB or a name that is taken, and
        TypeError for what holds no rows.
        """
        if self._session is not None:
            raise ConfigError("the connection is yours: register the rows there")
        self._core.register(table_name, _stream_of(data))

    def wait_idle(self) -> None:
        """Waits until a `connection=` is no longer in use: a query that was stopped is told at once,
        and ends a little later. Of other data sources it does nothing."""
        if self._session is not None:
            self._session.asked.wait()

    def __repr__(self) -> str:
        return f"DataSource({self.name!r}, {self.backend_type})"


class TableHandle:
    """A table of a data source."""

    def __init__(self, source: DataSource, table: str) -> None:
        self.source = source
        self.table = table

    @property
    def data_source(self) -> str:
        """The name of its data source."""
        return self.source.name

    def __repr__(self) -> str:
        return f"TableHandle({self.data_source!r}, {self.table!r})"


def _stream_of(data: Any) -> Any:
    """A capsule of an Arrow C stream."""
    if not hasattr(data, "__arrow_c_stream__"):
        data = _through_pyarrow(data)
    return data.__arrow_c_stream__()


def _through_pyarrow(data: Any) -> Any:
    rows = None
    if not hasattr(data, "__dataframe__"):
        if not isinstance(data, Iterable):
            raise TypeError(f"{type(data).__name__} holds no rows: it has no __arrow_c_stream__")
        rows = list(data)
        if not all(isinstance(row, Mapping) for row in rows):
            raise TypeError("rows are dicts, or something with __arrow_c_stream__")
    try:
        import pyarrow
        from pyarrow import interchange
    except ImportError:
        raise ConfigError(
            "dicts and old data frames need pyarrow: pip install semaflow[arrow]"
        ) from None
    if rows is None:
        return interchange.from_dataframe(data)
    return pyarrow.Table.from_pylist([dict(row) for row in rows])
