"""The SMS gateway as its caller meets it: over HTTP, signed, and misbehaving when told to."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession, ClientTimeout
from yarl import URL

from stack.embedded import Running
from stack.sms_ledger import beijing
from tests.integration.stack.signing import signed

MESSAGE = {
    "SignName": "管家",
    "TemplateCode": "SMS_100",
    "TemplateParam": json.dumps({"text": "您的报修已受理，工单号 4F7K-22M9。"}, ensure_ascii=False),
}
AUTO = ("Content-Type",)
Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Caller:
    http: ClientSession
    address: str
    now: datetime

    async def call(self, action: str, parameters: dict[str, str], *, form: bool = False, **keys: str) -> Answer:
        made = signed(self.address.removeprefix("http://"), action, parameters, self.now, form=form, **keys)
        url = URL(f"{self.address}/?{made.query}", encoded=True)
        # aiohttp adds a Content-Type to a POST without one; what is present has to be signed.
        async with self.http.post(
            url, headers=made.headers, data=made.body or None, skip_auto_headers=AUTO
        ) as response:
            return response.status, await response.json()

    async def send(self, phone: str, out_id: str, **changed: str) -> Answer:
        return await self.call("SendSms", {**MESSAGE, "PhoneNumbers": phone, "OutId": out_id, **changed})

    async def became_of(self, phone: str, out_id: str) -> list[dict[str, Any]]:
        """What a sender asks after a crash: has the provider seen my reference?"""
        asked = {"PhoneNumber": phone, "SendDate": beijing(self.now)[:10].replace("-", ""), "PageSize": "50"}
        _, answer = await self.call("QuerySendDetails", {**asked, "CurrentPage": "1"})
        return [found for found in answer["SmsSendDetailDTOs"]["SmsSendDetailDTO"] if found["OutId"] == out_id]

    async def tell(self, **behaviour: object) -> int:
        async with self.http.post(f"{self.address}/behaviour", json=behaviour) as response:
            return response.status


@pytest.fixture
async def caller(stand_ins: Running) -> AsyncIterator[Caller]:
    address = str(stand_ins.addresses["sms"])
    async with ClientSession() as http, http.get(f"{address}/messages") as response:
        yield Caller(http, address, parsedate_to_datetime(response.headers["Date"]))


async def test_a_message_is_accepted_kept_and_found_again_by_the_senders_reference(caller: Caller, var: Path) -> None:
    status, answer = await caller.send("13800000001", "ref-accepted")
    assert (status, answer["Code"], answer["Message"]) == (200, "OK", "OK")
    assert {"BizId", "RequestId"} <= answer.keys()
    (detail,) = await caller.became_of("13800000001", "ref-accepted")
    assert (detail["SendStatus"], detail["Content"]) == (3, "您的报修已受理，工单号 4F7K-22M9。")
    lines = (var / "sms" / "messages.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["biz_id"] for line in lines if "ref-accepted" in line] == [answer["BizId"]]


async def test_parameters_may_come_in_a_signed_form_as_well_as_in_the_query(caller: Caller) -> None:
    status, answer = await caller.call("SendSms", {**MESSAGE, "PhoneNumbers": "13800000002,+85251234567"}, form=True)
    assert (status, answer["Code"]) == (200, "OK")
    async with caller.http.get(f"{caller.address}/messages", params={"phone": "+85251234567"}) as response:
        assert len(await response.json()) == 1


async def test_a_wrong_secret_is_answered_as_the_provider_does_and_nothing_is_kept(caller: Caller) -> None:
    parameters = {**MESSAGE, "PhoneNumbers": "13800000003", "OutId": "ref-forged"}
    status, answer = await caller.call("SendSms", parameters, secret="guessed")
    assert (status, answer["Code"]) == (400, "SignatureDoesNotMatch")
    assert {"RequestId", "HostId", "Message"} <= answer.keys()
    assert await caller.became_of("13800000003", "ref-forged") == []


async def test_an_unknown_key_is_not_found(caller: Caller) -> None:
    status, answer = await caller.call("SendSms", {**MESSAGE, "PhoneNumbers": "13800000003"}, key_id="nobody")
    assert (status, answer["Code"]) == (404, "InvalidAccessKeyId.NotFound")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"PhoneNumbers": "not a number"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"TemplateParam": "{cut"}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": "[1]"}, "isv.INVALID_JSON_PARAM"),
    ],
)
async def test_a_business_refusal_comes_with_status_200_and_its_code(
    caller: Caller, changed: dict[str, str], code: str
) -> None:
    status, answer = await caller.send(changed.get("PhoneNumbers", "13800000004"), "ref-illegal", **changed)
    assert (status, answer["Code"]) == (200, code)
    assert "BizId" not in answer


async def test_a_template_without_parameters_may_leave_them_empty(caller: Caller) -> None:
    status, answer = await caller.send("13800000010", "ref-empty", TemplateParam="")
    assert (status, answer["Code"]) == (200, "OK")


async def test_a_missing_parameter_is_named(caller: Caller) -> None:
    status, answer = await caller.call("SendSms", {"PhoneNumbers": "13800000004", "SignName": "管家"})
    assert (status, answer["Code"]) == (400, "MissingTemplateCode")


async def test_an_unknown_action_is_not_found(caller: Caller) -> None:
    status, answer = await caller.call("SendFax", {})
    assert (status, answer["Code"]) == (404, "InvalidAction.NotFound")


@pytest.mark.parametrize(
    ("behaviour", "status", "code"),
    [
        ({"mode": "fail"}, 503, "ServiceUnavailable"),
        ({"mode": "fail", "code": "isp.SYSTEM_ERROR"}, 200, "isp.SYSTEM_ERROR"),
        ({"mode": "throttle"}, 400, "Throttling.User"),
    ],
)
async def test_told_to_fail_it_fails_as_often_as_told_keeps_nothing_and_is_well_again_d503(
    caller: Caller, behaviour: dict[str, object], status: int, code: str
) -> None:
    reference = f"ref-{code}"
    assert await caller.tell(**behaviour, count=1) == 200
    failed = await caller.send("13800000005", reference)
    assert (failed[0], failed[1]["Code"]) == (status, code)
    assert await caller.became_of("13800000005", reference) == []
    assert (await caller.send("13800000005", reference))[1]["Code"] == "OK"


async def test_told_to_be_ambiguous_it_takes_the_message_and_never_says_so_d503(caller: Caller) -> None:
    await caller.tell(mode="ambiguous", count=1)
    with pytest.raises(ClientConnectionError):
        await caller.send("13800000006", "ref-ambiguous")
    assert len(await caller.became_of("13800000006", "ref-ambiguous")) == 1


async def test_told_to_reset_it_drops_the_connection_and_the_message(caller: Caller) -> None:
    await caller.tell(mode="reset", count=1)
    with pytest.raises(ClientConnectionError):
        await caller.send("13800000007", "ref-reset")
    assert await caller.became_of("13800000007", "ref-reset") == []


async def test_told_to_delay_it_answers_later_than_an_impatient_sender_waits(caller: Caller) -> None:
    await caller.tell(mode="delay", seconds=30, count=1)
    async with ClientSession(timeout=ClientTimeout(total=0.3)) as impatient:
        with pytest.raises(TimeoutError):
            await Caller(impatient, caller.address, caller.now).send("13800000008", "ref-late")


async def test_a_behaviour_it_does_not_know_is_refused_by_name(caller: Caller) -> None:
    async with caller.http.post(f"{caller.address}/behaviour", json={"mode": "sulk"}) as response:
        assert response.status == 400
        assert "mode" in (await response.json())["errors"][0]


async def test_the_page_shows_what_was_sent(caller: Caller) -> None:
    await caller.send("13800000009", "ref-page")
    async with caller.http.get(caller.address) as response:
        assert "13800000009" in await response.text()
