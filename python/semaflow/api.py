"""Flows over HTTP: a FastAPI application, or a router for one that you have.

    from semaflow.api import create_app
    app = create_app(handle)        # uvicorn service:app

Rows are written by the C++ library and sent as they are, at the speed of whoever reads them. Needs
`pip install semaflow[api]`.
"""

import asyncio
import decimal
import inspect
import json
import logging
import re
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect

from semaflow import _core
from semaflow._futures import call
from semaflow._openapi import ERROR_RESPONSES, FORMATS, body_of, query_operation
from semaflow.errors import DatabaseError, InternalError, SemaFlowError
from semaflow.flow import Flow
from semaflow.handle import FlowHandle, build_flow_handles
from semaflow.model import SemanticFlow

__all__ = ["Context", "create_app", "create_router"]

_access = logging.getLogger("semaflow.access")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_WHOLE_BYTES = 64 * 1024
"""An answer up to so many bytes is sent with its length, and not in pieces."""


_UNWATCHED_SECONDS = 0.01
"""How long an answer may take before it is looked for who leaves."""
Limit = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True)
class Context:
    """What a request is asked with beside its body: who asks, and what they may see."""

    tenant: str = ""
    """Tenants take turns, and share no kept answers."""
    time_zone: str = ""
    """Of requests that name none."""
    filters: Sequence[str | Mapping[str, Any]] = ()
    """Conditions that hold beside those of the body, whatever it says, also inside of measures per
    row. They name dimensions by alias ("c.country"). A flow that lacks one answers with 403, and so
    does a body with another time zone where they read the zone: an hour, a day in text."""
    rows_max: int | None = None
    """Rows of an answer, at most; more are cut off, and the answer says so."""
    timeout: float | None = None
    """Seconds."""

    def __post_init__(self) -> None:
        if not isinstance(self.filters, (list, tuple)):  # An empty text would be no filter.
            raise TypeError("filters of a Context is a list of conditions")
        _core.check_limits({"timeout": self.timeout, "rows_max": self.rows_max})


ContextOf = Callable[[Request], Context | Awaitable[Context]]
Flows = FlowHandle | Mapping[str, SemanticFlow]


def create_app(
    flows: Flows, *, context: ContextOf | None = None, body_bytes_max: int = 1 << 20, **options: Any
) -> FastAPI:
    """An application of `create_router`'s routes, with gzip where it is asked for.

    `options` are those of FastAPI.
    """
    app = FastAPI(**{"title": "SemaFlow", **options})
    app.include_router(create_router(flows, context=context, body_bytes_max=body_bytes_max))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    return app


def create_router(
    flows: Flows, *, context: ContextOf | None = None, body_bytes_max: int = 1 << 20, **options: Any
) -> APIRouter:
    """Routes over a handle, or over flows whose tables bring their data sources.

    `context` tells for each request who asks and what they may see; it may raise HTTPException(401).
    `options` are those of APIRouter. Raises TypeError for what are no flows.
    """
    if not isinstance(flows, FlowHandle):
        flows = build_flow_handles(flows)
    router = APIRouter(**{"tags": ["flows"], "route_class": _Route, **options})
    _Service(flows, context, body_bytes_max).add_to(router)
    return router


class _Route(APIRoute):
    """Every answer has a request id, a line in the access log, and errors in one shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def logged(request: Request) -> Response:
            begin = time.perf_counter()
            given = request.headers.get("x-request-id", "")
            request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
            code = None
            try:
                response = await handle(request)
            except SemaFlowError as error:
                code = error.code
                response = _refusal(error)
            except ClientDisconnect:
                response = Response(status_code=499)
            except RequestValidationError as error:
                response = JSONResponse({"detail": _without_values(error)}, 422)
            except AnyHTTPException as error:
                error.headers = {**(error.headers or {}), "x-request-id": request_id}
                _log(request, request_id, error.status_code, code, begin)
                raise
            except Exception:
                _log(request, request_id, 500, code, begin)
                raise
            response.headers["x-request-id"] = request_id
            if isinstance(response, _Rows):
                response.on_end = lambda is_whole: _log(
                    request, request_id, response.status_code, code, begin, is_whole)
            else:
                _log(request, request_id, response.status_code, code, begin)
            return response

        return logged


def _log(request: Request, request_id: str, status: int, code: str | None, begin: float,
         is_whole: bool = True) -> None:
    if not _access.isEnabledFor(logging.INFO):
        return
    line: dict[str, Any] = {"request_id": request_id, "method": request.method, "path": request.url.path,
            "status": status, "ms": round((time.perf_counter() - begin) * 1000, 3)}
    if code is not None:
        line["code"] = code
    if not is_whole:  # The client left, or the database failed after the first rows.
        line["whole"] = False
    _access.info("%s", json.dumps(line))


def _without_values(error: RequestValidationError) -> str:
    return "; ".join(f"{wrong['loc'][-1]}: {wrong['msg']}" for wrong in error.errors())


def _refusal(error: SemaFlowError) -> Response:
    """`{"detail", "errors"}`: as SemaFlow 0.1 had it, and what is wrong where."""
    headers = {"retry-after": "1"} if error.http_status == 429 else None
    if isinstance(error, (DatabaseError, InternalError)):
        # Its words are for the log of the server: databases tell hosts, and values of any row.
        logging.getLogger("semaflow").error("%s", error)
        told = ("internal error" if isinstance(error, InternalError) else
                "the database is away" if error.http_status == 503 else
                "the database could not answer")
        body: dict[str, Any] = {"detail": told, "errors": [{"code": error.code, "message": told}]}
    elif error.http_status == 403:
        # Whoever asks has not written the filters, and need not know them.
        logging.getLogger("semaflow").warning("%s", error)
        told = "this flow cannot be asked with what you may see"
        body = {"detail": told, "errors": [{"code": error.code, "message": told}]}
    else:
        body = {"detail": error.message, **error.to_dict()}
    return JSONResponse(body, error.http_status, headers)


class _Service:
    def __init__(self, handle: FlowHandle, context: ContextOf | None, body_bytes_max: int) -> None:
        self._handle = handle
        self._context = context
        self._body_bytes_max = body_bytes_max

    def add_to(self, router: APIRouter) -> None:
        get: dict[str, Any] = {"methods": ["GET"], "responses": ERROR_RESPONSES}
        router.add_api_route("/flows", self.list_flows, **get)
        router.add_api_route("/flows/{flow}", self.get_flow, **get)
        router.add_api_route("/flows/{flow}/dimensions/{name}/values", self.values, **get)
        router.add_api_route("/health", self.health, methods=["GET"], tags=["service"])
        router.add_api_route("/metrics", self.metrics, methods=["GET"], tags=["service"],
                             response_class=PlainTextResponse)
        posts = {"query": self.query, "sql": self.sql, "explain": self.explain,
                 "compatible": self.compatible}
        for flow in self._handle.list_flows():
            if flow["name"].isidentifier():
                told = self._handle.get_flow(flow["name"])
                for name, endpoint in posts.items():
                    self._describe(router, told, name, endpoint)
        for name, endpoint in posts.items():
            router.add_api_route(f"/flows/{{flow}}/{name}", endpoint, methods=["POST"],
                                 include_in_schema=False)

    @staticmethod
    def _describe(router: APIRouter, told: Flow, name: str, endpoint: Any) -> None:
        """A route of one flow, whose OpenAPI knows the names of its members."""
        flow = told["name"]

        async def of_flow(request: Request) -> Any:
            return await endpoint(flow, request)

        of_flow.__doc__ = endpoint.__doc__
        router.add_api_route(f"/flows/{flow}/{name}", of_flow, methods=["POST"],
                             operation_id=f"{name}_{flow}", summary=f"{name} of {flow}",
                             openapi_extra=query_operation(told, name), responses=ERROR_RESPONSES)

    async def list_flows(self, request: Request) -> Any:
        """The flows, with their descriptions."""
        await self._context_of(request)
        flows = self._handle.list_flows()
        return {"flows": {flow["name"]: flow.get("description") for flow in flows}}

    async def get_flow(self, flow: str, request: Request) -> Any:
        """The dimensions and measures of a flow, by the names that queries use."""
        await self._context_of(request)
        told = self._handle.get_flow(flow)
        keys = ("description", "data_type", "label", "unit", "format")

        def members(sort: str) -> dict[str, Any]:
            return {member["qualified_name"]: {key: member.get(key) for key in keys}
                    for member in told[sort]}

        return {"name": told["name"], "description": told.get("description"),
                "time_dimension": told.get("time_dimension"),
                "dimensions": members("dimensions"), "measures": members("measures")}

    async def query(self, flow: str, request: Request) -> Response:
        """Asks. `Accept` chooses between JSON, NDJSON, CSV and an Arrow stream."""
        kind = _kind_of(request.headers.get("accept", "*/*"))
        asked, options = await self._asked(flow, request)
        return await _while_connected(request, self._answer(asked, options, kind))

    async def sql(self, flow: str, request: Request) -> Any:
        """The SQL of a query, with its values in it."""
        asked, options = await self._asked(flow, request)
        return {"sql": self._handle.build_sql_sync(asked, **_of_compiling(options))}

    async def explain(self, flow: str, request: Request) -> Any:
        """How a query becomes SQL, stage by stage."""
        asked, options = await self._asked(flow, request)
        return {"explain": self._handle.explain(asked, **_of_compiling(options))}

    async def compatible(self, flow: str, request: Request) -> Any:
        """The members that can still be added to `dimensions` and `measures`."""
        context = await self._context_of(request)
        body = await self._body(request)
        if not body.keys() <= {"dimensions", "measures"} or not all(
            isinstance(names, list) and all(isinstance(name, str) for name in names)
            for names in body.values()
        ):
            raise HTTPException(422, 'the body is {"dimensions": [names], "measures": [names]}')
        # It compiles a query for each member that there is: of 2,000 that takes 5 ms.
        return await asyncio.to_thread(
            self._handle.compatible, **body, flow=flow, filters=list(context.filters))

    async def values(
        self, flow: str, name: str, request: Request, prefix: str = "", limit: Limit = 50
    ) -> Response:
        """The first values of a dimension, of texts those that begin with `prefix`."""
        context = await self._context_of(request)
        asked = self._handle._core.values_request(flow, name, prefix, limit)

        async def answer() -> Response:
            begun, rest = await _begin(self._handle, asked, _options_of(context), "json")
            text = begun + b"".join([piece async for piece in _pieces(rest)])
            rows = json.loads(text, parse_float=decimal.Decimal)["rows"]
            return Response(_core.json_of({"values": [row[0] for row in rows]}),
                            media_type="application/json")

        return await _while_connected(request, answer())

    async def health(self) -> Any:
        """The service runs. No database is asked."""
        return {"status": "ok", "version": _core.version}

    async def metrics(self) -> Response:
        """Counters and histograms, for Prometheus."""
        return PlainTextResponse(self._handle.prometheus(), media_type="text/plain; version=0.0.4")

    async def _answer(self, asked: Mapping[str, Any], options: dict[str, Any], kind: str
                      ) -> Response:
        begun, rest = await _begin(self._handle, asked, options, FORMATS[kind])
        return Response(begun, media_type=kind) if rest is None else _Rows(begun, rest, kind)

    async def _asked(self, flow: str, request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
        """The request with the flow of the path; its options."""
        context = await self._context_of(request)
        body = await self._body(request)
        if body.setdefault("flow", flow) != flow:
            raise HTTPException(422, "the body names another flow than the path")
        return body, _options_of(context)

    async def _context_of(self, request: Request) -> Context:
        if self._context is None:
            return Context()
        context = self._context(request)
        return await context if inspect.isawaitable(context) else context

    async def _body(self, request: Request) -> dict[str, Any]:
        text = b""
        async for piece in request.stream():
            text += piece
            if len(text) > self._body_bytes_max:
                raise HTTPException(413, f"a body has at most {self._body_bytes_max} bytes")
        return body_of(text)


def _options_of(context: Context) -> dict[str, Any]:
    return {"tenant": context.tenant, "time_zone": context.time_zone,
            "filters": list(context.filters), "rows_max": context.rows_max,
            "timeout": context.timeout}


def _of_compiling(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: options[key] for key in ("time_zone", "filters")}


def _kind_of(accept: str) -> str:
    """The media type that is wanted most of those that there are."""
    wanted: list[tuple[float, str]] = []
    for part in accept.split(","):
        kind, *parameters = (word.strip().lower() for word in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        wanted.append((float(weight) if re.fullmatch(r"[01](\.\d+)?", weight) else 0.0, kind))
    for liking, kind in sorted(wanted, key=lambda pair: -pair[0]):
        if liking == 0:
            break
        if kind in FORMATS:
            return kind
        if kind in ("*/*", ""):
            return "application/json"
        if kind.endswith("/*"):
            for known in FORMATS:
                if known.startswith(kind[:-1]):
                    return known
    raise HTTPException(406, f"answers are {', '.join(FORMATS)}")


async def _begin(
    handle: FlowHandle, asked: Mapping[str, Any] | str, options: Mapping[str, Any], format: str
) -> tuple[bytes, _core.Output | None]:
    """The first bytes of an output, and the rest, if there is one."""
    begun: tuple[bytes, _core.Output | None] = await call(
        lambda done: handle._core.submit_output(asked, options, format, _WHOLE_BYTES, done))
    return begun


async def _pieces(rest: _core.Output | None) -> AsyncGenerator[bytes, None]:
    """The rest as the database gives it; whoever leaves stops the query."""
    if rest is None:
        return
    try:
        while (piece := await call(rest.next_async)) is not None:
            yield piece
    finally:
        rest.cancel()


class _Rows(StreamingResponse):
    """The rest of an answer, made when the client has taken what was sent."""

    def __init__(self, begun: bytes, rest: _core.Output, kind: str) -> None:
        pieces = _pieces(rest)

        async def all_of_them() -> AsyncIterator[bytes]:
            yield begun
            async for piece in pieces:
                yield piece
            self._is_whole = True

        super().__init__(all_of_them(), media_type=kind)
        self._pieces = pieces
        self._is_whole = False
        self.on_end: Callable[[bool], None] = lambda _: None
        """Called once, with whether all rows were taken."""

    async def __call__(self, scope: Any, *connection: Any) -> None:
        # Of later versions Starlette sees at the next piece alone that nobody is there.
        scope = {**scope, "asgi": {**scope.get("asgi", {}), "spec_version": "2.3"}}
        try:
            await super().__call__(scope, *connection)
        except OSError as error:  # `send` of a later version raises it then; a timeout is one, too.
            if isinstance(error, SemaFlowError):
                raise
        finally:
            try:
                await self._pieces.aclose()
            finally:
                self.on_end(self._is_whole)


async def _while_connected(request: Request, answer: Awaitable[Response]) -> Response:
    """The answer; when the client leaves before it begins, the query stops in the database."""
    asking = asyncio.ensure_future(answer)
    tasks: list[asyncio.Future[Any]] = [asking]
    try:
        # Most are answered before it is worth while to look for who leaves.
        await asyncio.wait(tasks, timeout=_UNWATCHED_SECONDS)
        if not asking.done():
            tasks.append(asyncio.ensure_future(_left(request)))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else Response(status_code=499)
    finally:
        pending = [task for task in tasks if not task.done()]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
