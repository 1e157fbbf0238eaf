"""What the OpenAPI of a service says of a flow, and how its bodies are read."""

import decimal
import json
from collections.abc import Mapping
from typing import Any

from fastapi import HTTPException

from semaflow import _core

FORMATS = {
    "application/json": "records",
    "application/x-ndjson": "ndjson",
    "text/csv": "csv",
    "application/vnd.apache.arrow.stream": "arrow",
}
"""Formats of rows by media type."""

_ERROR = {
    "type": "object",
    "properties": {
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object", "properties": {
            "code": {"type": "string"}, "message": {"type": "string"},
            "file": {"type": ["string", "null"]}, "line": {"type": ["integer", "null"]},
            "column": {"type": ["integer", "null"]},
            "candidates": {"type": "array", "items": {"type": "string"}},
            "help": {"type": "string"}}}},
    },
    "required": ["detail"],
}


def _refused(why: str) -> dict[str, Any]:
    return {"description": why, "content": {"application/json": {"schema": _ERROR}}}


ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    400: _refused("A name or value that the model refuses, with its place and candidates"),
    403: _refused("The flow does not fit what you may see"),
    404: _refused("There is no such flow"),
    413: _refused("The body is too large"),
    422: _refused("The body is no request"),
    429: _refused("As many queries wait as may; try later"),
    503: _refused("The database is away"),
    504: _refused("The query took longer than it may"),
}


def body_of(text: bytes) -> dict[str, Any]:
    """A JSON object, with every digit of its numbers. Raises HTTPException(422)."""
    try:
        body = json.loads(text or b"{}", parse_float=decimal.Decimal, parse_constant=_no_constant,
                          object_pairs_hook=_once)
        _core.json_of(body)
    except UnicodeError:
        raise HTTPException(422, "the body is not JSON: half a character") from None
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        why = {RecursionError: "nested too deep", decimal.InvalidOperation: "a number too large"}
        raise HTTPException(422, f"the body is not JSON: {why.get(type(error), error)}") from None
    if not isinstance(body, dict):
        raise HTTPException(422, "the body is an object")
    return body


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


def query_operation(flow: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The body and the answer of an operation on a flow, as OpenAPI has them."""
    dimensions, measures = (
        [member["qualified_name"] for member in flow[sort]] for sort in ("dimensions", "measures"))
    example: dict[str, Any] = {"dimensions": dimensions[:1], "measures": measures[:2]}
    names = {"dimensions": _names(dimensions), "measures": _names(measures)}
    if name == "compatible":
        schema = {"type": "object", "properties": names, "additionalProperties": False}
    else:
        example["limit"] = 10
        schema = _query_schema(names, dimensions + measures)
    operation: dict[str, Any] = {"requestBody": {"required": name != "compatible", "content": {
        "application/json": {"schema": schema, "example": example}}}}
    if name == "query":
        operation["responses"] = {"200": {"description": "Rows", "content": {
            kind: {"schema": _ROWS} if kind == "application/json" else {} for kind in FORMATS}}}
    return operation


_ROWS = {
    "type": "object",
    "properties": {
        "rows": {"type": "array", "items": {"type": "object"}},
        "cursor": {"type": ["string", "null"]},
        "has_more": {"type": "boolean"},
        "total_rows": {"type": ["integer", "null"]},
        "truncated": {"type": "boolean"},
    },
    "required": ["rows", "cursor", "has_more", "total_rows"],
}


def _names(names: list[str]) -> dict[str, Any]:
    """Members by name; also with a grain, or made in the request."""
    made = [{"type": "string"}, {"type": "object"}]
    enum = [{"type": "string", "enum": names}] if names else []
    return {"type": "array", "items": {"anyOf": [*enum, *made]}}


def _query_schema(names: Mapping[str, Any], members: list[str]) -> dict[str, Any]:
    whole = {"type": ["integer", "null"], "minimum": 0}
    field = {"anyOf": [{"type": "string", "enum": members}, {"type": "string"}]}
    order = {"type": "object", "properties": {
        "column": field, "direction": {"enum": ["asc", "desc"]}, "nulls": {"enum": ["first", "last"]}},
        "required": ["column"]}
    condition = {"anyOf": [{"type": "string"}, {"type": "object", "properties": {
        "field": {"anyOf": [*field["anyOf"], {"type": "object"}]}, "op": {"type": "string"}, "value": {}}}]}
    return {"type": "object", "additionalProperties": False, "properties": {
        "flow": {"type": "string"}, **names,
        "filters": {"type": "array", "items": condition},
        "order": {"type": "array", "items": order},
        "limit": whole, "offset": whole, "page_size": whole,
        "cursor": {"type": ["string", "null"]}, "total_rows": {"type": "boolean"},
        "time_zone": {"type": "string"}, "params": {"type": "object"},
        "totals": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        "ungrouped": {"type": "boolean"}, "of": {"type": "string"},
        "wide_numbers": {"enum": ["number", "string"]}}}
