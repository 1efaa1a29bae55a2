"""A stand-in for Alibaba Cloud's SMS service (Dysmsapi 2017-05-25), which checks signatures as the real one does.

`python -m stack.sms_gateway --port 2590 --dir var/sms`

- `POST /` (or GET) with `x-acs-action: SendSms`: PhoneNumbers, SignName, TemplateCode, TemplateParam (a JSON object;
  the text stands under `text`), OutId (the sender's own reference). Answers Code, Message, BizId, RequestId.
- `x-acs-action: QuerySendDetails`: PhoneNumber, SendDate (yyyyMMdd, Beijing), PageSize, CurrentPage, optional BizId.
  Each detail has its OutId, so a sender can learn what became of its reference. A parameter OutId filters (ours).
- `GET /messages` (`?out_id=`, `?phone=`) as JSON, `GET /` a page, `POST /behaviour` (stack.behaviour) for what SendSms
  does next: `fail` is 503 ServiceUnavailable, or 200 with the business `code` given; `throttle` is 400 Throttling.User.

Parameters come in the query or in a form, as the real service takes them.
Source: help.aliyun.com, Short Message Service, API reference (SendSms, QuerySendDetails) and its error codes.
"""

import argparse
import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web

from stack.acs3 import Checker, Refusal, Signed
from stack.behaviour import Mode, Script, drop
from stack.ports import SMS
from stack.serving import serving, told_to_stop
from stack.sms_answers import answer, detail, failed, refused
from stack.sms_ledger import SmsLedger
from stack.view import page

KEY_ID = "steward-demo"
KEY_SECRET = "steward-demo-secret"  # noqa: S105 a stand-in's, published in the README
VERSION = "2017-05-25"
MANDATORY = {
    "SendSms": ("PhoneNumbers", "SignName", "TemplateCode"),
    "QuerySendDetails": ("PhoneNumber", "SendDate", "PageSize", "CurrentPage"),
}
PHONE = re.compile(r"\+?[0-9]{5,20}")
COLUMNS = {"send_date": "时间 (北京)", "phone": "手机号", "text": "内容", "out_id": "外部流水号", "biz_id": "回执号"}


class Gateway:
    """The service: who may send, how it behaves, what it accepted."""

    def __init__(self, ledger: SmsLedger, secrets: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self._ledger, self._checker, self._now = ledger, Checker(secrets), now
        self._script = Script()

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.route("*", "/", self._root),
                web.get("/messages", self._messages),
                web.get("/behaviour", self._script.asked),
                web.post("/behaviour", self._script.told),
            ]
        )
        return app

    async def _root(self, request: web.Request) -> web.Response:
        if request.method == "GET" and "x-acs-action" not in request.headers:
            return web.Response(text=page("短信 · SMS", COLUMNS, self._ledger.messages), content_type="text/html")
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        signed = Signed(request.method, request.path, list(request.query.items()), headers, body)
        parameters = {**dict(request.query), **_form(headers, body)}
        refusal = self._checker.check(signed, self._now()) or _unfit(headers, parameters)
        if refusal is not None:
            return refused(refusal, headers)
        if headers["x-acs-action"] == "QuerySendDetails":
            return answer(self._details(parameters))
        return await self._send(request, parameters)

    async def _send(self, request: web.Request, parameters: Mapping[str, str]) -> web.Response:
        behaviour = self._script.take()
        if behaviour.mode is Mode.RESET:
            return drop(request)
        if behaviour.mode is Mode.THROTTLE:
            return refused(Refusal(400, "Throttling.User", "Request was denied due to user flow control."))
        if behaviour.mode is Mode.FAIL:
            return failed(behaviour.code)
        if behaviour.mode is Mode.DELAY:
            await asyncio.sleep(behaviour.seconds)
        fields = self._accept(parameters)
        return drop(request) if behaviour.mode is Mode.AMBIGUOUS else answer(fields)

    def _accept(self, parameters: Mapping[str, str]) -> dict[str, object]:
        if illegal := _illegal(parameters):
            return {"Code": illegal[0], "Message": illegal[1]}
        return {"Code": "OK", "Message": "OK", "BizId": self._ledger.accept(parameters, self._now())}

    def _details(self, parameters: Mapping[str, str]) -> dict[str, object]:
        found = self._ledger.find(
            phone=parameters["PhoneNumber"], biz_id=parameters.get("BizId"), out_id=parameters.get("OutId")
        )
        on_day = [entry for entry in found if entry["send_date"][:10].replace("-", "") == parameters["SendDate"]]
        size, current = int(parameters["PageSize"]), int(parameters["CurrentPage"])
        shown = [detail(entry) for entry in on_day[size * (current - 1) : size * current]]
        return {
            "Code": "OK",
            "Message": "OK",
            "TotalCount": len(on_day),
            "SmsSendDetailDTOs": {"SmsSendDetailDTO": shown},
        }

    async def _messages(self, request: web.Request) -> web.Response:
        return web.json_response(
            self._ledger.find(out_id=request.query.get("out_id"), phone=request.query.get("phone"))
        )


def _unfit(headers: Mapping[str, str], parameters: Mapping[str, str]) -> Refusal | None:
    action = headers["x-acs-action"]
    if action not in MANDATORY or headers["x-acs-version"] != VERSION:
        return Refusal(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")
    missing = next((name for name in MANDATORY[action] if not parameters.get(name)), None)
    if missing is not None:
        return Refusal(400, f"Missing{missing}", f"{missing} is mandatory for this action.")
    strange = next(
        (n for n in ("PageSize", "CurrentPage") if not re.fullmatch(r"[1-9]\d{0,3}", parameters.get(n, "1"))), None
    )
    return Refusal(400, f"Invalid{strange}", f"Specified parameter {strange} is not valid.") if strange else None


def _illegal(parameters: Mapping[str, str]) -> tuple[str, str] | None:
    if not all(PHONE.fullmatch(phone) for phone in parameters["PhoneNumbers"].split(",")):
        return "isv.MOBILE_NUMBER_ILLEGAL", "手机号码格式错误"
    try:
        filled = json.loads(parameters.get("TemplateParam") or "{}")
    except ValueError:
        filled = None
    return None if isinstance(filled, dict) else ("isv.INVALID_JSON_PARAM", "JSON参数不合法")


def _form(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    is_form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)) if is_form else {}


async def run(port: int, folder: Path, secrets: Mapping[str, str], now: Callable[[], datetime]) -> None:
    """Serve on the loopback until told to stop."""
    stop = told_to_stop()
    async with serving(Gateway(SmsLedger(folder), secrets, now).application(), port):
        await stop.wait()


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  the stack is no part of Steward and does without its chassis


def main() -> None:
    options = argparse.ArgumentParser(
        prog="stack.sms_gateway", description="A stand-in for Alibaba Cloud's SMS service"
    )
    options.add_argument("--port", type=int, default=SMS)
    options.add_argument("--dir", type=Path, default=Path("var/sms"))
    options.add_argument("--key-id", default=KEY_ID)
    options.add_argument("--key-secret", default=KEY_SECRET)
    chosen = options.parse_args()
    asyncio.run(run(chosen.port, chosen.dir, {chosen.key_id: chosen.key_secret}, _now))


if __name__ == "__main__":
    main()
