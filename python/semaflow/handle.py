"""Flows that can be asked."""

import atexit
import json
import threading
import weakref
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypedDict, cast

from semaflow import _core, _libraries
from semaflow._futures import call
from semaflow.config import Config
from semaflow.flow import Flow
from semaflow.metrics import DataSourceMetrics
from semaflow.model import SemanticFlow, SemanticTable
from semaflow.result import Result, Stream, page_of
from semaflow.sources import DataSource

if TYPE_CHECKING:
    from typing import Self

Request = Mapping[str, Any] | str
"""A dict, or JSON text: {"flow": "sales", "dimensions": [...], "measures": [...]} (docs/queries.md)."""
Filters = Sequence[str | Mapping[str, Any]] | None
"""Conditions, as `filters` of a request are: [{"field": "c.country", "op": "==", "value": "NL"}]."""
Sources = Iterable[DataSource] | Mapping[str, str] | None
"""Data sources; or, of DuckDB files, their paths by name. What is not here semaflow.toml says."""


class PaginatedResult(TypedDict):
    """What `execute` gives of a request with a `page_size`."""

    rows: list[dict[str, Any]]
    cursor: str | None
    has_more: bool
    total_rows: int | None


_open: "weakref.WeakSet[FlowHandle]" = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """What still runs stops before the interpreter ends: its threads would outlive it."""
    for handle in list(_open):
        handle.close()


class FlowHandle:
    """A model and its databases. Any thread, any event loop; queries run beside each other.

    Keywords of all that ask: `time_zone` ("Europe/Paris", else the request's or the model's),
    `timeout` (seconds, instead of the configuration's; 0: for ever), `tenant` (for whom: tenants
    take turns and share no kept answers), `filters` (what they may see), `no_cache`, `rows_max`,
    `traceparent` (W3C).

    `filters` are conditions that hold whatever the request says: of every row that is aggregated or
    listed, also inside of measures per row, which the request's own filters do not reach. They name
    dimensions by alias ("c.country"), no measures and nothing that the request made. A flow that
    lacks such a dimension cannot be asked with them: RequestError, R019.

    With `validate` the databases are asked for the columns and types of the model's tables when it
    is made: what does not fit is told at once (ModelError), and a schema.json beside the model that
    has grown old does no harm. Without it they are opened, and asked nothing before a query.

    What is asked has a coroutine and, with `_sync` at its end, a function that blocks. Cancelling
    the task, or Ctrl-C, stops the query in the database.
    """

    def __init__(
        self,
        tables: Iterable[SemanticTable],
        flows: Iterable[SemanticFlow],
        data_sources: Sources = None,
        config: Config | None = None,
        description: str | None = None,
        *,
        validate: bool = True,
    ) -> None:
        tables, flows = list(tables), list(flows)
        texts = [(f"table {table.name}", table.to_yaml()) for table in tables]
        texts += [(f"flow {flow.name}", flow.to_yaml()) for flow in flows]
        self._make("", texts, data_sources, config, description, validate)

    @classmethod
    def from_parts(
        cls,
        tables: Iterable[SemanticTable],
        flows: Iterable[SemanticFlow],
        data_sources: Sources = None,
        config: Config | None = None,
        description: str | None = None,
        *,
        validate: bool = True,
    ) -> "Self":
        """The constructor, by another name."""
        return cls(tables, flows, data_sources, config, description, validate=validate)

    @classmethod
    def from_dir(
        cls,
        root: str | PathLike[str],
        data_sources: Sources = None,
        config: Config | None = None,
        description: str | None = None,
        *,
        validate: bool = True,
    ) -> "Self":
        """The model in a folder of YAML files (docs/model.md)."""
        handle = cls.__new__(cls)
        handle._make(fspath(root), [], data_sources, config, description, validate)
        return handle

    def _make(
        self,
        folder: str,
        texts: list[tuple[str, str]],
        data_sources: Sources,
        config: Config | None,
        description: str | None,
        validate: bool,
    ) -> None:
        _libraries.name_in_environment()
        if isinstance(data_sources, Mapping):
            paths = cast("Mapping[str, str]", data_sources)
            self._sources = [DataSource.duckdb(path, name) for name, path in paths.items()]
        else:
            self._sources = list(data_sources or [])
        self.description = description
        read = (config or Config())._read()
        cores = [source._core for source in self._sources]
        self._core = _core.make_handle(folder, texts, cores, read, validate)
        _open.add(self)

    async def build_sql(
        self, request: Request, *, time_zone: str = "", filters: Filters = None
    ) -> str:
        """The SQL of a request, with its values in it: for people to read and run."""
        return self._core.build_sql(request, time_zone, filters)

    def build_sql_sync(
        self, request: Request, *, time_zone: str = "", filters: Filters = None
    ) -> str:
        return self._core.build_sql(request, time_zone, filters)

    async def execute(self, request: Request, **options: Any) -> Any:
        """A list of dicts, one a row; of a request with a `page_size` a `PaginatedResult`."""
        rows, info = await call(
            lambda done: self._core.submit(request, options, _core.Give.DICTS, done)
        )
        return page_of(rows, info) if info["paged"] else rows

    def execute_sync(self, request: Request, **options: Any) -> Any:
        answer = self._core.ask(request, options, _on_main_thread())
        info = answer.info()
        return page_of(answer.dicts(), info) if info["paged"] else answer.dicts()

    async def query(self, request: Request, **options: Any) -> Result:
        """The answer with its columns, SQL and notes, ready for pyarrow, pandas and polars."""
        return Result(
            await call(lambda done: self._core.submit(request, options, _core.Give.ANSWER, done))
        )

    def query_sync(self, request: Request, **options: Any) -> Result:
        return Result(self._core.ask(request, options, _on_main_thread()))

    async def stream(self, request: Request, **options: Any) -> AsyncIterator[Result]:
        """The answer in batches, as they come: `async for batch in handle.stream(request)`."""
        stream = Stream(
            await call(lambda done: self._core.submit(request, options, _core.Give.STREAM, done))
        )
        try:
            async for batch in stream:
                yield batch
        finally:
            stream.close()

    def stream_sync(self, request: Request, **options: Any) -> Stream:
        return Stream(self._core.open_stream(request, options, _on_main_thread()))

    def explain(self, request: Request, *, time_zone: str = "", filters: Filters = None) -> str:
        """How a request becomes SQL, stage by stage."""
        return self._core.explain(request, time_zone, filters)

    def list_flows(self) -> list[dict[str, str]]:
        """[{"name", "description"}], in the order of the model."""
        flows: list[dict[str, str]] = json.loads(self._core.flows_json())["flows"]
        return flows

    def get_flow(self, name: str) -> Flow:
        """All about one flow, as a dict that can be asked: `get_flow("sales").select(...)`."""
        return Flow(self, json.loads(self._core.flow_json(name)))

    def __getitem__(self, name: str) -> Flow:
        return self.get_flow(name)

    def _ipython_key_completions_(self) -> list[str]:
        return [flow["name"] for flow in self.list_flows()]

    async def values(
        self, dimension: str, *, flow: str = "", prefix: str = "", limit: int = 50, **options: Any
    ) -> list[Any]:
        """The first values of a dimension, in order and each once: what a list to pick from shows.

        Of texts those that begin with `prefix`, in letters of any case; without one, None is last
        where rows have no value. `flow` may be left out where the model has one alone.
        """
        request = self._core.values_request(flow, dimension, prefix, limit)
        return [row[0] for row in (await self.query(request, **options)).tuples()]

    def values_sync(
        self, dimension: str, *, flow: str = "", prefix: str = "", limit: int = 50, **options: Any
    ) -> list[Any]:
        request = self._core.values_request(flow, dimension, prefix, limit)
        return [row[0] for row in self.query_sync(request, **options).tuples()]

    def compatible(
        self,
        dimensions: Iterable[str] = (),
        measures: Iterable[str] = (),
        *,
        flow: str = "",
        filters: Filters = None,
    ) -> dict[str, Any]:
        """Which members can still be added to these, one at a time.

        `{"dimensions": [names], "measures": [names], "refused": [{"name", "code", "message",
        "help"}]}`. `flow` may be left out where the model has one alone. Raises RequestError where
        these cannot be asked together.
        """
        told = self._core.compatible_json(flow, list(dimensions), list(measures), filters)
        compatible: dict[str, Any] = json.loads(told)
        return compatible

    def check(self, *, data: bool = False) -> str:
        """Whether the databases have the columns and types that the model names.

        With `data`, whether keys are unique and joins keep their cardinalities, too: that reads
        every table, and gives the report. Raises ModelError with all that is wrong.
        """
        return self._core.check(data)

    def metrics(self) -> dict[str, DataSourceMetrics]:
        """What each of its data sources does and has done, by name."""
        return self._core.metrics()

    def prometheus(self) -> str:
        """The same as text for Prometheus (exposition format 0.0.4)."""
        return self._core.prometheus()

    def reload(self) -> None:
        """Reads the model's files once more. What runs ends with the model that it began with."""
        self._core.reload()

    def close(self) -> None:
        """Stops what runs, and closes what only this handle has open. May be called again."""
        self._core.close()

    def __enter__(self) -> "Self":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build_flow_handles(
    flows: Mapping[str, SemanticFlow], config: Config | None = None
) -> FlowHandle:
    """A handle of flows whose tables are objects, which bring their data sources."""
    if not isinstance(flows, Mapping) or not flows:
        raise TypeError("flows is a mapping of names to SemanticFlow, and not empty")
    tables: dict[str, SemanticTable] = {}
    sources: dict[str, DataSource] = {}
    for flow in flows.values():
        if not isinstance(flow, SemanticFlow):
            raise TypeError(f"{type(flow).__name__} is no SemanticFlow")
        for table in flow.referenced_tables():
            if table.data_source is None:
                raise ValueError(
                    f'table "{table.name}" has its data source by name alone: give the DataSource'
                )
            tables[table.name] = table
            sources[table.data_source.name] = table.data_source
    return FlowHandle(tables.values(), flows.values(), list(sources.values()), config)


def _on_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
