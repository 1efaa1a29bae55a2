"""Checks a request's signature as Alibaba Cloud's gateway does (signature method V3, ACS3-HMAC-SHA256).

Source: Alibaba Cloud, "V3 request structure and signature" (help.aliyun.com/document_detail/2593177.html), with its
worked example, which is a test here. The steps:

1. CanonicalRequest, joined by newlines:
   - the HTTP method;
   - CanonicalURI: the path, each segment percent-encoded (RFC 3986), `/` when empty; always `/` for RPC-style APIs;
   - CanonicalQueryString: `name=value` joined by `&`, sorted by name, names and values percent-encoded: letters,
     digits, `-`, `_`, `.`, `~` stay, a space is `%20`, a name without a value keeps its `=`;
   - CanonicalHeaders: for each signed header, sorted, `lower-case-name:trimmed value` and a newline. (So that an empty
     line follows in the joined text.)
   - SignedHeaders: their names, lower-case, sorted, joined by `;`. `host`, `content-type` and all `x-acs-*` that are
     present belong to them;
   - HashedRequestPayload: the hex SHA-256 of the body, which is also the header `x-acs-content-sha256`.
2. StringToSign: `ACS3-HMAC-SHA256`, a newline, the hex SHA-256 of the CanonicalRequest.
3. Signature: the hex HMAC-SHA256 of it, keyed with the access key's secret.
4. `Authorization: ACS3-HMAC-SHA256 Credential=<key id>,SignedHeaders=<names>,Signature=<signature>`.

`x-acs-date` (`yyyy-MM-ddTHH:mm:ssZ`) may be 15 minutes off; `x-acs-signature-nonce` is used once.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
TOLERANCE = timedelta(minutes=15)
REQUIRED = ("x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256")
AUTHORIZATION = re.compile(
    rf"{ALGORITHM}\s+Credential=(?P<key>[^,\s]+),\s*SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]+)"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it came. `query` is decoded; `headers` have lower-case names."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer of the real gateway: HTTP status, error code, message."""

    status: int
    code: str
    message: str


@dataclass(slots=True)
class Checker:
    """Knows the access keys (`secrets`: id to secret) and the nonces that were used, with when, the oldest first."""

    secrets: Mapping[str, str]
    used: dict[str, datetime] = field(default_factory=dict)

    def check(self, request: Signed, now: datetime) -> Refusal | None:
        """None when the request is genuine, else why not. A nonce is remembered only for a genuine request."""
        refusal = _lacking(request) or _untimely(request, now) or self._forged(request)
        return refusal or self._replayed(request.headers["x-acs-signature-nonce"], now)

    def _forged(self, request: Signed) -> Refusal | None:
        claim = AUTHORIZATION.fullmatch(request.headers.get("authorization", "").strip())
        if claim is None:
            return Refusal(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.")
        secret = self.secrets.get(claim["key"])
        if secret is None:
            return Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        return _compare(request, claim["headers"].split(";"), claim["signature"], secret)

    def _replayed(self, nonce: str, now: datetime) -> Refusal | None:
        while self.used and now - next(iter(self.used.values())) > 2 * TOLERANCE:
            del self.used[next(iter(self.used))]
        if nonce in self.used:
            return Refusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
        self.used[nonce] = now
        return None


def canonical(request: Signed, signed_headers: Sequence[str]) -> str:
    """The CanonicalRequest of step 1."""
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in request.query)
    return "\n".join(
        [
            request.method,
            quote(request.path, safe="/-_.~") or "/",
            "&".join(f"{name}={value}" for name, value in pairs),
            "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in sorted(signed_headers)),
            ";".join(sorted(signed_headers)),
            hashlib.sha256(request.body).hexdigest(),
        ]
    )


def to_sign(canonical_request: str) -> str:
    """The StringToSign of step 2."""
    return f"{ALGORITHM}\n{hashlib.sha256(canonical_request.encode()).hexdigest()}"


def must_sign(headers: Mapping[str, str]) -> frozenset[str]:
    """The headers that have to be among the signed ones, of those present."""
    return frozenset(name for name in headers if name.startswith("x-acs-") or name in {"host", "content-type"})


def _compare(request: Signed, signed_headers: Sequence[str], signature: str, secret: str) -> Refusal | None:
    ours = canonical(request, signed_headers)
    right = hmac.new(secret.encode(), to_sign(ours).encode(), hashlib.sha256).hexdigest()
    unsigned = sorted(must_sign(request.headers) - set(signed_headers))
    hashed = request.headers["x-acs-content-sha256"] == hashlib.sha256(request.body).hexdigest()
    if not unsigned and hashed and hmac.compare_digest(right, signature):
        return None
    said = f"server StringToSign is [{to_sign(ours)}], server CanonicalRequest is [{ours}]"
    left_out = f"; present but not signed: {', '.join(unsigned)}" if unsigned else ""
    message = f"Specified signature does not match our calculation. {said}{left_out}"
    return Refusal(400, "SignatureDoesNotMatch", message)


def _lacking(request: Signed) -> Refusal | None:
    missing = next((name for name in REQUIRED if not request.headers.get(name)), None)
    return None if missing is None else Refusal(400, f"Missing{missing}", f"{missing} is mandatory for this action.")


def _untimely(request: Signed, now: datetime) -> Refusal | None:
    try:
        at = datetime.strptime(request.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return Refusal(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
    if abs(now - at) > TOLERANCE:
        return Refusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
    return None


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")
