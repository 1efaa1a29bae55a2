"""Signs requests to Alibaba Cloud: signature method V3, ACS3-HMAC-SHA256.

Source: Alibaba Cloud, "V3 request structure and signature". Its worked example is a test.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
_UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an RPC-style API: its parameters go into the query, the path is `/`, the body is empty."""

    host: str
    action: str
    version: str
    parameters: Mapping[str, str]
    nonce: str
    at: datetime


def query_of(parameters: Mapping[str, str]) -> str:
    """The canonical query, which is also the one to send: sorted, percent-encoded (RFC 3986)."""
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in parameters.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def signed_headers(call: Call, key_id: str, secret: str) -> dict[str, str]:
    """The headers of a signed POST with an empty body; all of them are signed."""
    headers = {
        "host": call.host,
        "x-acs-action": call.action,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": call.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": call.nonce,
        "x-acs-version": call.version,
    }
    names = ";".join(sorted(headers))
    signature = hmac.new(secret.encode(), to_sign(call, headers).encode(), hashlib.sha256).hexdigest()
    credential = f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": credential}


def to_sign(call: Call, headers: Mapping[str, str]) -> str:
    """What the secret signs: the algorithm and the hash of the canonical request."""
    names = sorted(headers)
    canonical = "\n".join(
        [
            "POST",
            "/",
            query_of(call.parameters),
            "".join(f"{name}:{headers[name].strip()}\n" for name in names),
            ";".join(names),
            headers["x-acs-content-sha256"],
        ]
    )
    return f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def _encoded(text: str) -> str:
    return quote(text, safe=_UNRESERVED)
