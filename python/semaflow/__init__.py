"""SemaFlow: measures and dimensions described once, right numbers from the database."""

import sys

if "t" in getattr(sys, "abiflags", ""):
    raise ImportError(
        "semaflow needs the GIL and has no build for a free-threaded Python; "
        "use an ordinary build of Python 3.11 or later")

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
from semaflow.metrics import DataSourceMetrics, Durations
from semaflow.result import Column, Result, Stream
from semaflow.sources import DataSource, TableHandle

__all__ = [
    "Column",
    "Config",
    "DataSource",
    "DataSourceMetrics",
    "Dimension",
    "Durations",
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
