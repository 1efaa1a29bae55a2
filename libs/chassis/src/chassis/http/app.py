"""The HTTP side of every service: probes, metrics, and one way to answer what goes wrong."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.clock import Clock
from chassis.health import Answer, Health
from chassis.http.body import BodyGuard, BodyLimits
from chassis.http.detail import Detail
from chassis.http.language import language_of
from chassis.http.problem import FieldError, Problem, ProblemBody, any_problem, problems
from chassis.http.validation import problem_of
from chassis.metrics import Metrics
from contracts.vocabulary import Language


class Edge:
    """ASGI middleware, outermost: counts every answer, and answers 500, without a leak, for what nobody caught."""

    def __init__(self, app: ASGIApp, metrics: Metrics, clock: Clock) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, statuses = self._clock.monotonic(), list[int]()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:  # the outermost frame of a request: nobody else could answer
            instance = f"urn:uuid:{uuid4()}"
            await structlog.get_logger().aexception("request failed", reference=instance, route=_route(scope))
            if statuses:
                raise
            language = language_of(Headers(scope=scope))
            await Problem(500, Detail.UNEXPECTED, instance=instance).response(language)(scope, receive, noting)
        finally:
            self._count(_route(scope), statuses, self._clock.monotonic() - started)

    def _count(self, route: str, statuses: list[int], seconds: float) -> None:
        status = f"{statuses[0] // 100}xx" if statuses else "none"
        self._metrics.http_requests.labels(route=route, status=status).inc()
        self._metrics.http_seconds.labels(route=route).observe(seconds)


def create_http(
    service: str,
    health: Health,
    metrics: Metrics,
    clock: Clock,
    *,
    limits: BodyLimits | None = None,
    version: str = "1",
) -> FastAPI:
    """An app with /health, /ready, /metrics and problem documents for every error; the service adds its routes."""
    app = FastAPI(
        title=f"Steward {service}",
        version=version,
        docs_url=None,
        redoc_url=None,
        responses=any_problem(),
        redirect_slashes=False,
        exception_handlers=_handlers(),
    )
    _add_probes(app, health, metrics, clock)
    app.add_middleware(BodyGuard, limits=limits or BodyLimits())
    app.add_middleware(Edge, metrics=metrics, clock=clock)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


def _add_probes(app: FastAPI, health: Health, metrics: Metrics, clock: Clock) -> None:
    @app.get("/health", responses=problems(503))
    async def is_live() -> Response:
        """Whether it moves: a restart would not help."""
        return _probe(health.live(clock.now()))

    @app.get("/ready", responses=problems(503))
    async def is_ready() -> Response:
        """Whether it has caught up and can be given work."""
        return _probe(health.ready(clock.now()))

    @app.get("/metrics", response_class=PlainTextResponse)
    async def exposition() -> Response:
        """Prometheus' text format."""
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


def _probe(answer: Answer) -> Response:
    if answer.ok:
        return JSONResponse({"status": "ok", "remarks": list(answer.reasons)})
    errors = [FieldError(field="", reason="not_healthy", message=reason) for reason in answer.reasons]
    return Problem(503, errors=errors, headers={"Retry-After": "5"}).response(Language.EN)  # probes are for operators


def _handlers() -> dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]]:
    async def problem(request: Request, error: Problem) -> Response:
        return error.response(language_of(request.headers))

    async def http(request: Request, error: HTTPException) -> Response:
        return Problem(error.status_code, headers=error.headers).response(language_of(request.headers))

    async def invalid(request: Request, error: RequestValidationError) -> Response:
        language = language_of(request.headers)
        return problem_of(error, language).response(language)

    return {Problem: problem, HTTPException: http, RequestValidationError: invalid}


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = schema.setdefault("components", {}).setdefault("schemas", {})
        parts.update(problem.pop("$defs", {}))
        parts["Problem"] = problem
        app.openapi_schema = schema
    return app.openapi_schema


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unmatched"))
