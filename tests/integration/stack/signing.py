"""Signs a request for Alibaba Cloud's API as its documentation says, written apart from the checker it is tried on."""

import hashlib
import hmac
import uuid
from datetime import datetime
from urllib.parse import quote, urlencode


def signed(
    host: str,
    action: str,
    parameters: dict[str, str],
    at: datetime,
    *,
    key_id: str = "steward-demo",
    secret: str = "steward-demo-secret",
) -> tuple[str, dict[str, str]]:
    """The query and the headers of a POST without body."""
    query = urlencode(sorted(parameters.items()), quote_via=quote, safe="~")
    nothing = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": nothing,
        "x-acs-date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": uuid.uuid4().hex,
        "x-acs-version": "2017-05-25",
    }
    listed = "".join(f"{name}:{value}\n" for name, value in headers.items())
    text = f"POST\n/\n{query}\n{listed}\n{';'.join(headers)}\n{nothing}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    signature = hmac.new(secret.encode(), f"ACS3-HMAC-SHA256\n{digest}".encode(), hashlib.sha256).hexdigest()
    authorization = f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={';'.join(headers)},Signature={signature}"
    return query, {**headers, "Authorization": authorization}
