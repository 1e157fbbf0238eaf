"""SemaFlow: measures and dimensions described once, right numbers from the database."""

from semaflow._core import version as __version__
from semaflow.config import Config
from semaflow.errors import SemaFlowError
from semaflow.flow import Flow, Query
from semaflow.handle import FlowHandle, PaginatedResult, build_flow_handles
from semaflow.model import (
    Dimension,
    FlowJoin,
    JoinKey,
    Measure,
    SemanticFlow,
    SemanticTable,
)
from semaflow.result import Column, Result, Stream
from semaflow.sources import DataSource, TableHandle

__all__ = [
    "Column",
    "Config",
    "DataSource",
    "Dimension",
    "Flow",
    "FlowHandle",
    "FlowJoin",
    "JoinKey",
    "Measure",
    "PaginatedResult",
    "Query",
    "Result",
    "SemaFlowError",
    "SemanticFlow",
    "SemanticTable",
    "Stream",
    "TableHandle",
    "__version__",
    "build_flow_handles",
]
