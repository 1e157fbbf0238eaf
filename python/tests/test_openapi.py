"""The service keeps to its own OpenAPI, whatever is sent to it."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

import semaflow as sf
from semaflow.api import create_app


@pytest.fixture
def described(handle: sf.FlowHandle) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(handle))


@schemathesis.pytest.from_fixture("described").parametrize()
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_service_keeps_to_its_openapi(case: Any) -> None:
    # That a name is none of the model, or a combination has no answer, a schema cannot say.
    unsaid = ["positive_data_acceptance"] if case.method == "POST" else []
    case.call_and_validate(excluded_checks=schemathesis.checks.CHECKS.get_by_names(unsaid))
