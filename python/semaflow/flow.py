"""One flow, and questions of it that are put together step by step."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from semaflow.result import Result, Stream

if TYPE_CHECKING:
    from semaflow.handle import FlowHandle


class Flow(dict[str, Any]):
    """All about one flow: its tables, joins, dimensions and measures. What is not, is absent.

    A dict, whose members have the keys `name`, `qualified_name` (as requests name it), `type`,
    `table_alias`, `semantic_table`, `label`, `description`, `unit` and `format`; and where
    questions begin: `handle["sales"].select("c.country", "o.revenue").limit(10).execute_sync()`.
    """

    def __init__(self, handle: "FlowHandle", details: Mapping[str, Any]) -> None:
        super().__init__(details)
        for sort in ("dimensions", "measures"):
            self[sort] = [_member(member) for member in details[sort]]
        self._handle = handle

    @property
    def fields(self) -> "Fields":
        """Its members by alias, for completion: `flow.fields.o.revenue` is "o.revenue"."""
        return Fields([m["qualified_name"] for m in self["dimensions"] + self["measures"]])

    def select(self, *names: str | Mapping[str, Any]) -> "Query":
        """Asks for dimensions and measures, in any order. See `Query.select`."""
        return Query(self._handle, {"flow": self["name"]}).select(*names)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


class Query(Mapping[str, Any]):
    """A request that grows: every method gives a new one, and this one stays as it is.

    It is a mapping, so whatever takes a request takes it, too: `handle.execute(query)`. What a
    request can say and no method does, `with_keys(totals=[[]])` adds.
    """

    def __init__(self, handle: "FlowHandle", request: Mapping[str, Any]) -> None:
        self._handle = handle
        self._request = dict(request)

    def select(self, *names: str | Mapping[str, Any]) -> "Query":
        """Adds dimensions and measures by name, or as requests write them otherwise.

        A dict with "field", "expr" or "per" and no "agg" is a dimension, any other a measure
        (docs/queries.md).
        Raises RequestError, with the nearest names, for what the flow does not have.
        """
        added: dict[str, list[Any]] = {
            key: list(self._request.get(key, ())) for key in ("dimensions", "measures")
        }
        for name in names:
            added[self._sort_of(name)].append(name)
        return self._with({key: items for key, items in added.items() if items})

    def _sort_of(self, name: str | Mapping[str, Any]) -> str:
        if isinstance(name, str):
            return self._handle._core.sort_of(self._request["flow"], name)
        is_dimension = "agg" not in name and not {"field", "expr", "per"}.isdisjoint(name)
        return "dimensions" if is_dimension else "measures"

    def where(self, *conditions: str | Mapping[str, Any]) -> "Query":
        """Adds conditions, all of which must hold.

        Each is expression text ("o.amount > 10 and c.country in ['NL', 'BE']") or a dict
        ({"field": "c.country", "op": "in", "value": countries}), whose values are of any type that
        a request takes. Values that come from a user belong into dicts, not into texts.
        """
        return self._with({"filters": [*self._request.get("filters", ()), *conditions]})

    def order_by(self, *columns: str | Mapping[str, Any]) -> "Query":
        """Adds order keys: "c.country", "o.revenue desc", or dicts as requests have them."""
        return self._with({"order": [*self._request.get("order", ()), *map(_order, columns)]})

    def limit(self, rows: int, offset: int | None = None) -> "Query":
        """At most so many rows, behind the first `offset`."""
        cut = {"limit": rows} if offset is None else {"limit": rows, "offset": offset}
        return self._with(cut)

    def page(self, size: int, cursor: str | None = None) -> "Query":
        """A page of the answer; `cursor` is that of the page before."""
        return self._with({"page_size": size, "cursor": cursor})

    def with_keys(self, **keys: Any) -> "Query":
        """Sets other keys of the request: totals, params, time_zone, total_rows, ..."""
        return self._with(keys)

    def _with(self, keys: Mapping[str, Any]) -> "Query":
        return Query(self._handle, {**self._request, **keys})

    def sql(self) -> str:
        """Its SQL, with the values in it: for people to read and run."""
        return self._handle.build_sql_sync(self._request)

    def explain(self) -> str:
        """How it becomes SQL, stage by stage."""
        return self._handle.explain(self._request)

    def compatible(self) -> dict[str, Any]:
        """What can still be added, as `FlowHandle.compatible` gives it."""
        asked = {key: self._request.get(key, []) for key in ("dimensions", "measures")}
        return self._handle.compatible(**asked, flow=self._request["flow"])

    async def execute(self, **options: Any) -> Any:
        """As `FlowHandle.execute`, with its options."""
        return await self._handle.execute(self._request, **options)

    def execute_sync(self, **options: Any) -> Any:
        return self._handle.execute_sync(self._request, **options)

    async def query(self, **options: Any) -> Result:
        """As `FlowHandle.query`, with its options."""
        return await self._handle.query(self._request, **options)

    def query_sync(self, **options: Any) -> Result:
        return self._handle.query_sync(self._request, **options)

    def stream(self, **options: Any) -> AsyncIterator[Result]:
        """As `FlowHandle.stream`, with its options."""
        return self._handle.stream(self._request, **options)

    def stream_sync(self, **options: Any) -> Stream:
        return self._handle.stream_sync(self._request, **options)

    def __getitem__(self, key: str) -> Any:
        return self._request[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._request)

    def __len__(self) -> int:
        return len(self._request)

    def __repr__(self) -> str:
        return f"Query({self._request!r})"


class Fields:
    """Names as attributes: aliases, and the members behind them as texts."""

    def __init__(self, names: list[str]) -> None:
        self._members: dict[str, Any] = {}
        for name in names:
            alias, _, rest = name.partition(".")
            if not rest:
                self._members[alias] = name
            elif isinstance(inner := self._members.setdefault(alias, Fields([])), Fields):
                inner._members[rest] = name

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_members"][name]
        except KeyError:
            raise AttributeError(f"there is no {name}; there are {', '.join(self)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __dir__(self) -> list[str]:
        return list(self._members)

    def __repr__(self) -> str:
        return f"Fields({', '.join(self)})"


def _member(told: Mapping[str, Any]) -> dict[str, Any]:
    """With the keys of SemaFlow 0.1, whose `name` has no alias."""
    name = told["name"]
    member = {**told, "qualified_name": name, "data_type": told["type"]}
    if "alias" in member:
        member["table_alias"] = member.pop("alias")
        member["name"] = name.removeprefix(member["table_alias"] + ".")
    if "table" in member:
        member["semantic_table"] = member.pop("table")
    return member


def _order(column: str | Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(column, str):
        return column
    name, _, direction = column.partition(" ")
    return {"column": name, "direction": direction.strip() or "asc"}
