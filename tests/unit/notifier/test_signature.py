"""Alibaba Cloud's signature V3, held to the worked example of its documentation and to a checker that knows nothing
of the signer.
"""

from datetime import UTC, datetime

from notifier.providers.acs3 import Call, query_of, signed_headers
from stack.acs3 import Checker, Signed

AT = datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC)
EXAMPLE = Call(
    host="ecs.cn-shanghai.aliyuncs.com",
    action="RunInstances",
    version="2014-05-26",
    parameters={"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
    nonce="3156853299f313e23d1673dc12e1703d",
    at=AT,
)


def test_the_published_example_comes_out_to_the_letter() -> None:
    headers = signed_headers(EXAMPLE, "YourAccessKeyId", "YourAccessKeySecret")
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_a_query_is_encoded_as_rfc_3986_says() -> None:
    assert query_of({"b": "a b*~/+", "a": "您好"}) == "a=%E6%82%A8%E5%A5%BD&b=a%20b%2A~%2F%2B"


def test_an_independent_checker_finds_chinese_text_genuine_and_a_changed_one_forged() -> None:
    parameters = {"PhoneNumbers": "8613800138000", "TemplateParam": '{"text":"您好，编号 012-345-6789 已登记。"}'}
    call = Call("127.0.0.1:2590", "SendSms", "2017-05-25", parameters, "n-1", AT)
    headers = {name.lower(): value for name, value in signed_headers(call, "id", "secret").items()}
    genuine = Signed("POST", "/", tuple(parameters.items()), headers, b"")
    forged = Signed("POST", "/", tuple({**parameters, "PhoneNumbers": "8613800138001"}.items()), headers, b"")
    assert Checker({"id": "secret"}).check(genuine, AT) is None
    refusal = Checker({"id": "secret"}).check(forged, AT)
    assert refusal is not None
    assert refusal.code == "SignatureDoesNotMatch"
