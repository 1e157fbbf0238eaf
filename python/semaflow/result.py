"""Answers."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from semaflow import _core
from semaflow._futures import call

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_SHOWN_ROWS = 50


class Column(NamedTuple):
    """A column of an answer."""

    name: str
    type: str
    """"integer", "decimal(18, 2)", "timestamptz", ..."""
    is_measure: bool = False
    additive: bool = True
    """False: its groups may add up to more than its total."""
    label: str = ""
    unit: str = ""
    format: str = ""
    """A d3-format text, such as "$,.2f"."""


class Result:
    """The rows of an answer, all there. Arrow inside; Python objects are made when asked for."""

    def __init__(self, answer: "_core.Answer") -> None:
        self._answer = answer
        info = answer.info()
        self.columns: list[Column] = [Column(**column) for column in info["columns"]]
        self.sql: str = info["sql"]
        self.params: list[Any] = info["params"]
        self.time_zone: str = info["time_zone"]
        self.truncated: bool = info["truncated"]
        """Rows beyond a limit that nobody asked for were cut off."""
        self.has_more: bool = info["has_more"]
        self.cursor: str | None = info["cursor"]
        """For the request of the next page."""
        self.total_rows: int | None = info["total_rows"]
        self.warnings: list[str] = info["warnings"]
        self.ranges: list[dict[str, str]] = info["ranges"]
        """What relative ranges ("last 7 days") meant."""
        self.totals: list[list[str]] = info["totals"]
        """The dimensions that each total keeps: `grouping` n marks the rows of the n-th."""
        self.cache: str = info["cache"]
        """"off", "miss" or "hit"."""
        self.age_ms: int = info["age_ms"]
        """Of a hit: how long ago the database gave it."""

    def rows(self) -> list[dict[str, Any]]:
        """A dict a row, by column name. NULL is None; decimals are Decimal, days date, ..."""
        return self._answer.dicts()

    def tuples(self) -> list[tuple[Any, ...]]:
        """The same as tuples, in the order of `columns`."""
        return self._answer.tuples()

    def __len__(self) -> int:
        return len(self._answer)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule interface: pyarrow, polars, pandas, DuckDB read it without a copy."""
        return self._answer.arrow_stream()

    def to_arrow(self) -> "pyarrow.Table":
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self, **options: Any) -> "pandas.DataFrame":
        """`options` are those of pyarrow's Table.to_pandas."""
        return self.to_arrow().to_pandas(**options)

    def to_polars(self) -> "polars.DataFrame":
        import polars

        return polars.DataFrame(self)

    def __repr__(self) -> str:
        names = ", ".join(column.name for column in self.columns)
        return f"<Result of {len(self)} rows: {names}>"

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{escape(column.label or column.name)}</th>" for column in self.columns)
        lines = []
        for row in self.tuples()[:_SHOWN_ROWS]:
            cells = "".join(
                f"<td>{'' if value is None else escape(str(value))}</td>" for value in row
            )
            lines.append(f"<tr>{cells}</tr>")
        note = f"<p>{len(self)} rows</p>" if len(self) > _SHOWN_ROWS else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{note}"


def page_of(rows: list[dict[str, Any]], info: dict[str, Any]) -> dict[str, Any]:
    """The shape of a page in SemaFlow 0.1."""
    keys = ("cursor", "has_more", "total_rows")
    return {"rows": rows, **{key: info[key] for key in keys}}


class Stream:
    """Rows as the database gives them, in batches, with a bounded number of bytes in between.

    Iterate over it, with `async for` or `for`; leave the loop, and the query stops in the database.
    """

    def __init__(self, core: "_core.Stream") -> None:
        self._core = core
        self.columns: list[Column] = [Column(**column) for column in core.info()["columns"]]

    def __aiter__(self) -> AsyncIterator[Result]:
        return self

    async def __anext__(self) -> Result:
        try:
            answer = await call(self._core.next_async)
        except BaseException:
            self._core.cancel()
            raise
        if answer is None:
            raise StopAsyncIteration
        return Result(answer)

    def __iter__(self) -> Iterator[Result]:
        return self

    def __next__(self) -> Result:
        answer = self._core.next()
        if answer is None:
            raise StopIteration
        return Result(answer)

    def close(self) -> None:
        """Stops the query, if it still runs."""
        self._core.cancel()

    async def aclose(self) -> None:
        self.close()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> "Stream":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hands the rows over: pyarrow.RecordBatchReader.from_stream(stream) reads on."""
        return self._core.arrow_stream()
