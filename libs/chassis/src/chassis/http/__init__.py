"""HTTP as every service speaks it."""

from chassis.http.app import create_http
from chassis.http.body import BodyLimits
from chassis.http.callers import ALL_SITES, Caller, RateLimiter, bearer, key_digest
from chassis.http.detail import Detail
from chassis.http.language import negotiate
from chassis.http.problem import FieldError, Problem, problems
from chassis.http.serving import serve
from chassis.http.validation import IdempotencyKey, field_errors

__all__ = [
    "ALL_SITES",
    "BodyLimits",
    "Caller",
    "Detail",
    "FieldError",
    "IdempotencyKey",
    "Problem",
    "RateLimiter",
    "bearer",
    "create_http",
    "field_errors",
    "key_digest",
    "negotiate",
    "problems",
    "serve",
]
