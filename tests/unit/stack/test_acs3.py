"""The signature checker against the provider's published example and a vector made with openssl alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from stack.acs3 import TOLERANCE, Checker, Refusal, Signed, canonical

EMPTY = sha256(b"").hexdigest()
NAMES = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
PUBLISHED = Signed(  # help.aliyun.com/document_detail/2593177.html, "fixed parameters"
    method="POST",
    path="/",
    query=[("RegionId", "cn-shanghai"), ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd")],
    headers={
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": EMPTY,
        "authorization": f"ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={NAMES},"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    },
    body=b"",
)
SENT = Signed(  # the canonical text written out by hand and put through openssl dgst
    method="POST",
    path="/",
    query=[
        ("PhoneNumbers", "13800000000"),
        ("SignName", "管家"),
        ("TemplateCode", "SMS_1"),
        ("TemplateParam", '{"text":"已受理"}'),
        ("OutId", "ref 1~*"),
    ],
    headers={
        "host": "127.0.0.1:2590",
        "x-acs-action": "SendSms",
        "x-acs-version": "2017-05-25",
        "x-acs-date": "2026-03-02T01:00:00Z",
        "x-acs-signature-nonce": "n-1",
        "x-acs-content-sha256": EMPTY,
        "authorization": f"ACS3-HMAC-SHA256 Credential=steward-demo,SignedHeaders={NAMES},"
        "Signature=d6eebf1a3cacfc7b3da8573388b9d869c2fefe246e319731d3199b21119bc0a0",
    },
    body=b"",
)
SENT_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def checker() -> Checker:
    return Checker({"steward-demo": "steward-demo-secret", "YourAccessKeyId": "YourAccessKeySecret"})


def with_header(name: str, value: str | None) -> Signed:
    headers = {key: kept for key, kept in SENT.headers.items() if key != name}
    return replace(SENT, headers=headers if value is None else {**headers, name: value})


def refused(request: Signed, now: datetime = SENT_AT) -> Refusal:
    refusal = checker().check(request, now)
    assert refusal is not None
    return refusal


def test_the_providers_own_published_example_is_genuine() -> None:
    assert checker().check(PUBLISHED, datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC)) is None


def test_chinese_text_spaces_and_signs_are_encoded_as_openssl_saw_them() -> None:
    assert checker().check(SENT, SENT_AT) is None


def test_the_canonical_text_has_the_documented_lines() -> None:
    lines = canonical(SENT, NAMES.split(";")).split("\n")
    assert lines[:2] == ["POST", "/"]
    assert lines[2].startswith("OutId=ref%201~%2A&PhoneNumbers=13800000000&SignName=%E7%AE%A1%E5%AE%B6&")
    assert lines[3:10] == [*(f"{name}:{SENT.headers[name]}" for name in NAMES.split(";")), ""]
    assert lines[10:] == [NAMES, EMPTY]


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(replace(SENT, query=[*SENT.query[1:], ("PhoneNumbers", "13900000000")]), id="another number"),
        pytest.param(replace(SENT, body=b"SignName=other"), id="a body that was not signed"),
        pytest.param(replace(SENT, method="GET"), id="another method"),
        pytest.param(with_header("host", "dysmsapi.aliyuncs.com"), id="another host"),
        pytest.param(with_header("content-type", "application/x-www-form-urlencoded"), id="a header left unsigned"),
    ],
)
def test_whatever_was_changed_after_signing_does_not_match(forged: Signed) -> None:
    refusal = refused(forged)
    assert (refusal.status, refusal.code) == (400, "SignatureDoesNotMatch")
    assert "server StringToSign is [ACS3-HMAC-SHA256\n" in refusal.message


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (with_header("authorization", None), 400, "IncompleteSignature"),
        (with_header("authorization", "acs steward-demo:abc"), 400, "IncompleteSignature"),
        (
            with_header("authorization", SENT.headers["authorization"].replace("steward-demo", "nobody")),
            404,
            "InvalidAccessKeyId.NotFound",
        ),
        (with_header("x-acs-date", None), 400, "Missingx-acs-date"),
        (with_header("x-acs-date", "2026-03-02 01:00"), 400, "InvalidTimeStamp.Format"),
    ],
)
def test_an_incomplete_request_is_refused_with_the_providers_code(request_: Signed, status: int, code: str) -> None:
    refusal = refused(request_)
    assert (refusal.status, refusal.code) == (status, code)


def test_a_wrong_secret_does_not_match() -> None:
    refusal = Checker({"steward-demo": "guessed"}).check(SENT, SENT_AT)
    assert refusal is not None
    assert refusal.code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("off", [timedelta(minutes=16), timedelta(minutes=-16)])
def test_a_request_more_than_a_quarter_of_an_hour_off_has_expired(off: timedelta) -> None:
    assert refused(SENT, SENT_AT + off).code == "InvalidTimeStamp.Expired"


def test_the_same_request_twice_is_a_replay_d503() -> None:
    asked = checker()
    assert asked.check(SENT, SENT_AT) is None
    again = asked.check(SENT, SENT_AT + timedelta(minutes=1))
    assert again is not None
    assert again.code == "SignatureNonceUsed"


def test_a_forged_request_does_not_use_up_the_nonce_of_the_genuine_one() -> None:
    asked = checker()
    asked.check(replace(SENT, method="GET"), SENT_AT)
    assert asked.check(SENT, SENT_AT) is None


def test_a_nonce_is_remembered_for_as_long_as_its_request_would_be_taken() -> None:
    known = checker()
    assert known.check(SENT, SENT_AT) is None
    assert len(known.used) == 1
    known.used = {"old": SENT_AT - 2 * TOLERANCE - timedelta(seconds=1), "young": SENT_AT - TOLERANCE}
    assert known.check(SENT, SENT_AT) is None
    assert list(known.used) == ["young", "n-1"]
