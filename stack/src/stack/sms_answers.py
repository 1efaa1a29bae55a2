"""The shapes in which Alibaba Cloud's SMS service answers."""

import uuid
from collections.abc import Mapping

from aiohttp import web

from stack.acs3 import Refusal

DELIVERED = 3


def failed(code: str | None) -> web.Response:
    if code is not None:
        return answer({"Code": code, "Message": code})
    return refused(
        Refusal(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
    )


def answer(fields: Mapping[str, object]) -> web.Response:
    return web.json_response({"RequestId": _request_id(), **fields})


def refused(refusal: Refusal, headers: Mapping[str, str] | None = None) -> web.Response:
    host = (headers or {}).get("host", "dysmsapi.aliyuncs.com")
    fields = {"RequestId": _request_id(), "HostId": host, "Code": refusal.code, "Message": refusal.message}
    return web.json_response(fields, status=refusal.status)


def detail(entry: Mapping[str, str]) -> dict[str, object]:
    return {
        "PhoneNum": entry["phone"],
        "SendStatus": DELIVERED,
        "ErrCode": "DELIVERED",
        "TemplateCode": entry["template_code"],
        "Content": entry["text"],
        "SendDate": entry["send_date"],
        "ReceiveDate": entry["send_date"],
        "OutId": entry["out_id"],
    }


def _request_id() -> str:
    return str(uuid.uuid4()).upper()
