"""SMS through Alibaba Cloud (Dysmsapi 2017-05-25): SendSms, and QuerySendDetails to ask what became of one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Final

import aiohttp
import orjson
from yarl import URL

from notifier.domain.outcomes import (
    AskOutcome,
    CannotSay,
    NotSent,
    Refused,
    SendOutcome,
    Sent,
    Throttled,
    Unclear,
)
from notifier.providers.acs3 import Call, query_of, signed_headers
from notifier.providers.line import Line
from notifier.providers.provider import Message

VERSION: Final = "2017-05-25"
PAGE: Final = 50
MOST_PAGES: Final = 40
"""A duty phone gets hundreds of messages on a bad day; one that got more than 2,000 is not looked through."""
FAILED: Final = 2  # SendStatus of a message that the carrier did not deliver
PER_NUMBER: Final = timedelta(minutes=5)
"""How long a number rests that has got as many messages as the service allows."""
BEIJING: Final = timezone(timedelta(hours=8))
_NEVER: Final = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.MOBILE_COUNT_OVER_LIMIT",
        "isv.INVALID_PARAMETERS",
        "isv.INVALID_JSON_PARAM",
        "isv.TEMPLATE_MISSING_PARAMETERS",
        "isv.TEMPLATE_PARAMS_ILLEGAL",
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL",
    }
)
"""What is wrong with this message itself. Everything else (credit, signature, account) somebody can put right."""
_TAKEN_OR_NOT: Final = frozenset({500, 502, 504})


@dataclass(frozen=True, slots=True)
class Account:
    """Where the service answers, who we are there, and the registered template whose one variable is `text`."""

    url: str
    key_id: str
    secret: str
    template: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status and the JSON object in the body, empty if there was none."""

    status: int
    body: Mapping[str, Any]

    @property
    def code(self) -> str:
        """`OK`, or the error's name."""
        return str(self.body.get("Code", ""))


@dataclass(frozen=True, slots=True)
class Aliyun:
    """`nonce` gives a word that was never used; `now` the time, which the signature holds."""

    account: Account
    line: Line
    now: Callable[[], datetime]
    nonce: Callable[[], str]
    name: str = "aliyun"

    async def send(self, message: Message) -> SendOutcome:
        """Hand a message over; what the line broke off in the middle of is unclear."""
        parameters = {
            "PhoneNumbers": _number(message.to),
            "SignName": message.sender,
            "TemplateCode": self.account.template,
            "TemplateParam": orjson.dumps({"text": message.body}).decode(),
            "OutId": message.reference,
        }
        try:
            return outcome_of(await self._call("SendSms", parameters))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Refused(permanent=False, code="unreachable")
        except (aiohttp.ClientError, TimeoutError):
            return Unclear()

    async def ask(self, message: Message) -> AskOutcome:
        """Look for our reference among what the number got on the days of our attempts."""
        try:
            for day in sorted({message.begun_at.astimezone(BEIJING).date(), message.at.astimezone(BEIJING).date()}):
                found = await self._find(message, f"{day:%Y%m%d}")
                if not isinstance(found, NotSent):
                    return found
        except (aiohttp.ClientError, TimeoutError):
            return Unclear()
        return NotSent()

    async def _find(self, message: Message, day: str) -> AskOutcome:
        for page in range(1, MOST_PAGES + 1):
            parameters = {
                "PhoneNumber": _number(message.to),
                "SendDate": day,
                "PageSize": str(PAGE),
                "CurrentPage": str(page),
            }
            answer = await self._call("QuerySendDetails", parameters)
            if answer.code != "OK":
                return CannotSay() if is_final(answer) else Unclear()
            for detail in _details(answer.body):
                if detail.get("OutId") == message.reference:
                    return NotSent() if detail.get("SendStatus") == FAILED else Sent()
            if page * PAGE >= int(answer.body.get("TotalCount") or 0):
                return NotSent()
        return CannotSay()

    async def _call(self, action: str, parameters: Mapping[str, str]) -> Answer:
        base = URL(self.account.url)
        host = base.raw_authority
        call = Call(host, action, VERSION, parameters, self.nonce(), self.now())
        headers = signed_headers(call, self.account.key_id, self.account.secret)
        # encoded=True: what is sent has to be, to the letter, what was signed
        url = URL(f"{base.origin()}/?{query_of(parameters)}", encoded=True)
        async with self.line.session.post(url, headers=headers, skip_auto_headers={"Content-Type"}) as response:
            return Answer(response.status, _object(await response.read()))


def is_final(answer: Answer) -> bool:
    """Whether the same question would be refused again."""
    busy = answer.code.startswith("Throttling") or answer.status in _TAKEN_OR_NOT
    return bool(answer.code) and not busy


def outcome_of(answer: Answer) -> SendOutcome:
    """What an answer to SendSms means for the message."""
    if answer.code == "OK":
        return Sent(str(answer.body.get("BizId") or "") or None)
    if answer.code.startswith("Throttling"):
        return Throttled()
    if answer.code.endswith("_LIMIT_CONTROL"):
        return Throttled(PER_NUMBER)
    if not answer.code or answer.status in _TAKEN_OR_NOT:
        return Unclear()
    return Refused(permanent=answer.code in _NEVER, code=answer.code)


def _number(address: str) -> str:
    """E.164 as the service wants it: country code first, no plus."""
    return address.removeprefix("+")


def _details(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    rows = (body.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or []
    return (row for row in rows if isinstance(row, dict))


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
