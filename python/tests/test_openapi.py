"""The service keeps to its own OpenAPI, whatever is sent to it."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

import semaflow as sf
from semaflow.api import create_app

SETTINGS = settings(max_examples=30, deadline=None, derandomize=True, database=None,
                    suppress_health_check=list(HealthCheck))


def ask_many(operation: Any, mode: schemathesis.GenerationMode) -> None:
    # That a name is none of the model, or a combination has no answer, a schema cannot say.
    unsaid = ["positive_data_acceptance"] if operation.method == "post" else []
    excluded = schemathesis.checks.CHECKS.get_by_names(unsaid)

    @SETTINGS
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=excluded)

    ask()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_the_service_keeps_to_its_openapi(
    handle: sf.FlowHandle, mode: schemathesis.GenerationMode
) -> None:
    schema: Any = schemathesis.openapi.from_asgi("/openapi.json", create_app(handle))
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {f"{one.method.upper()} {one.path}" for one in operations} >= {
        "GET /flows", "POST /flows/sales/query", "POST /flows/sales/compatible"}
    for operation in operations:
        # Any text may stand in a path: it cannot be wrong.
        if mode is schemathesis.GenerationMode.POSITIVE or operation.body or operation.query:
            ask_many(operation, mode)
