"""Where SemaFlow 0.1 had its classes: `from semaflow.semaflow import Config` still works."""

from semaflow.config import Config
from semaflow.model import Dimension, FlowJoin, JoinKey, Measure, SemanticFlow, SemanticTable
from semaflow.sources import DataSource, TableHandle

__all__ = [
    "Config",
    "DataSource",
    "Dimension",
    "FlowJoin",
    "JoinKey",
    "Measure",
    "SemanticFlow",
    "SemanticTable",
    "TableHandle",
]
