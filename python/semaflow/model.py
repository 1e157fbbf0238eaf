"""Models in Python: tables, dimensions, measures and flows, as the YAML files say them.

Every class holds what it was given and nothing more: `FlowHandle` hands it to the C++ library,
which reads it as it reads YAML and tells what is wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from semaflow import _core
from semaflow.sources import DataSource, TableHandle

Expression = str | int | float | bool | Mapping[str, Any]
"""Text of the expression language (docs/expressions.md), or the tree of SemaFlow 0.1."""


def _without_none(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    return value.to_dict() if hasattr(value, "to_dict") else value


def _plain_members(members: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if members is None else {name: _plain(member) for name, member in members.items()}


class _Part:
    """A piece of a model; `to_dict()` is what its YAML would say."""

    def __init__(self, **values: Any) -> None:
        self._values = _without_none(**values)

    def to_dict(self) -> dict[str, Any]:
        return dict(self._values)

    def to_yaml(self) -> str:
        """The same as YAML, in block style."""
        return _core.yaml_of(self.to_dict())

    def __repr__(self) -> str:
        inner = ", ".join(f"{key}={value!r}" for key, value in self._values.items())
        return f"{type(self).__name__}({inner})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Part) or type(self) is not type(other):
            return False
        return self._values == other._values


class JoinKey(_Part):
    """One pair of a join's keys: `left` on the table that is joined to, `right` on the joined one."""

    def __init__(self, left: Expression, right: Expression) -> None:
        super().__init__(left=left, right=right)


class Dimension(_Part):
    """What rows are grouped and filtered by. More keys of the YAML (docs/model.md) by keyword."""

    def __init__(
        self,
        expr: Expression | None = None,
        data_type: str | None = None,
        description: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(expr=expr, type=data_type, description=description, **more)


class Measure(_Part):
    """A number over many rows: `expr` and `agg`, or `formula` over other measures.

    `agg`: "sum", "count", "count_distinct", "avg", "min", "max", "median", "percentile(0.9)", ...
    `filter`: which rows count. `post_expr`: of SemaFlow 0.1, see `formula`.
    """

    def __init__(
        self,
        expr: Expression | None = None,
        agg: str | Mapping[str, Any] | None = None,
        data_type: str | None = None,
        description: str | None = None,
        filter: Expression | None = None,  # noqa: A002 - the name of the YAML's key
        post_expr: Expression | None = None,
        *,
        formula: Expression | None = None,
        **more: Any,
    ) -> None:
        if isinstance(agg, Mapping):  # {"string_agg": {"separator": ","}}, as in 0.1
            ((agg, details),) = agg.items()
            more = {**(details or {}), **more}
        super().__init__(
            expr=expr,
            agg=agg,
            type=data_type,
            description=description,
            filter=filter,
            post_expr=post_expr,
            formula=formula,
            **more,
        )


class FlowJoin(_Part):
    """A table of a flow, joined to one that is in it already.

    `join_type`: "left", "inner", "right", "full". `cardinality`: "many_to_one", ...; else it is
    inferred from the keys.
    """

    def __init__(
        self,
        semantic_table: "SemanticTable | str",
        alias: str,
        to_table: str,
        join_keys: Sequence[JoinKey | Mapping[str, Any]],
        join_type: str = "left",
        description: str | None = None,
        *,
        cardinality: str | None = None,
        **more: Any,
    ) -> None:
        self._table = semantic_table if isinstance(semantic_table, SemanticTable) else None
        name = semantic_table if isinstance(semantic_table, str) else semantic_table.name
        super().__init__(
            semantic_table=name,
            alias=alias,
            to_table=to_table,
            join_type=join_type,
            join_keys=[_plain(key) for key in join_keys],
            cardinality=cardinality,
            description=description,
            **more,
        )


class SemanticTable(_Part):
    """A table of a database, with what may be asked of it.

    `primary_key`: a column or several (`primary_keys` means the same and wins). Dimensions and
    measures by their names: objects, or what the YAML would say, such as a column's name.
    """

    def __init__(
        self,
        name: str,
        data_source: DataSource | str,
        table: str | None = None,
        primary_key: str | Sequence[str] | None = None,
        primary_keys: Sequence[str] | None = None,
        time_dimension: str | None = None,
        smallest_time_grain: str | None = None,
        dimensions: Mapping[str, Any] | None = None,
        measures: Mapping[str, Any] | None = None,
        description: str | None = None,
        **more: Any,
    ) -> None:
        self._source = data_source if isinstance(data_source, DataSource) else None
        keys = primary_keys if primary_keys is not None else primary_key
        super().__init__(
            name=name,
            data_source=data_source if isinstance(data_source, str) else data_source.name,
            table=table,
            primary_key=keys if keys is None or isinstance(keys, str) else list(keys),
            time_dimension=time_dimension,
            smallest_time_grain=smallest_time_grain,
            description=description,
            dimensions=_plain_members(dimensions),
            measures=_plain_members(measures),
            **more,
        )

    @classmethod
    def from_table(cls, name: str, table_handle: TableHandle, **more: Any) -> "SemanticTable":
        """Of the table that `DataSource.table` names; `more` as in the constructor."""
        return cls(name, table_handle.source, table_handle.table, **more)

    @property
    def name(self) -> str:
        return str(self._values["name"])

    @property
    def data_source(self) -> DataSource | None:
        """None when it was given by its name."""
        return self._source


class SemanticFlow(_Part):
    """Joined tables that questions are asked of: a tree that begins at `base_table`."""

    def __init__(
        self,
        name: str,
        base_table: SemanticTable | str,
        base_table_alias: str,
        joins: Iterable[FlowJoin] | None = None,
        description: str | None = None,
        **more: Any,
    ) -> None:
        self._joins = list(joins or [])
        self._base = base_table if isinstance(base_table, SemanticTable) else None
        base_name = base_table if isinstance(base_table, str) else base_table.name
        super().__init__(
            name=name,
            description=description,
            base_table={"semantic_table": base_name, "alias": base_table_alias},
            joins={join.to_dict()["alias"]: join.to_dict() for join in self._joins} or None,
            **more,
        )

    @property
    def name(self) -> str:
        return str(self._values["name"])

    @property
    def description(self) -> str | None:
        return self._values.get("description")

    def referenced_tables(self) -> list[SemanticTable]:
        """The tables that were given as objects, each once, the base first."""
        found: dict[str, SemanticTable] = {}
        for table in (self._base, *(join._table for join in self._joins)):
            if table is not None:
                found.setdefault(table.name, table)
        return list(found.values())
