"""How people are reached: channel, address, language; opt-out and anonymity (D-502, D-504)."""

from typing import Any

import pytest

from contracts.facts import ChoiceRecorded, TicketAssigned
from contracts.requests import Reporter
from contracts.sealing import address_hash
from contracts.vocabulary import Language, MessageChannel, NotSentReason
from notifier.domain.contact import Reach, mail_address, mobile_number, of_person, of_resident, readable_number
from tests.unit.notifier.town import EMAIL, HK, KEY, LIN, NOON, SH, SMS, Book, fact, message, office, opening, wanted

PHONE, MAIL = "+8613800138000", "lin@example.com"


def choice(**more: Any) -> ChoiceRecorded:
    return ChoiceRecorded(address=address_hash(KEY, PHONE), chosen_at=NOON, **more)


def reach(reporter: Reporter | None, chosen: dict[str, ChoiceRecorded] | None = None, site: str = SH) -> Any:
    return of_resident(reporter, (chosen or {}).get, office().estate, site, Language.EN)


CASES = {
    "both: the phone first": (LIN, {}, [(SMS, PHONE), (EMAIL, MAIL)]),
    "prefers e-mail": (LIN.model_copy(update={"prefers": EMAIL}), {}, [(EMAIL, MAIL), (SMS, PHONE)]),
    "chose e-mail since": (LIN, {MAIL: choice(channel=EMAIL)}, [(EMAIL, MAIL), (SMS, PHONE)]),
    "a choice goes before the report": (
        LIN.model_copy(update={"prefers": EMAIL}),
        {PHONE: choice(channel=SMS)},
        [(SMS, PHONE), (EMAIL, MAIL)],
    ),
    "opted out by phone: e-mail is left": (LIN, {PHONE: choice(opted_out=True)}, [(EMAIL, MAIL)]),
    "a letter is wished for: told by what there is": (
        LIN.model_copy(update={"prefers": MessageChannel.LETTER}),
        {},
        [(SMS, PHONE), (EMAIL, MAIL)],
    ),
    "only a landline and mail": (LIN.model_copy(update={"phone": "021-6234 5678"}), {}, [(EMAIL, MAIL)]),
    "a phone that is none": (Reporter(phone="12"[:2] + "3"), {}, NotSentReason.NO_ADDRESS),
    "no contact at all": (None, {}, NotSentReason.NO_ADDRESS),
    "opted out everywhere": (
        LIN,
        {PHONE: choice(opted_out=True), MAIL: choice(opted_out=True)},
        NotSentReason.OPTED_OUT,
    ),
}


@pytest.mark.parametrize(("reporter", "chosen", "expected"), CASES.values(), ids=CASES)
def test_which_channel_at_which_address(reporter: Any, chosen: dict[str, ChoiceRecorded], expected: Any) -> None:
    found = reach(reporter, chosen)
    assert (list(found.addresses) if isinstance(found, Reach) else found) == expected


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("138 0013 8000", "CN", PHONE),
        ("+86 138-0013-8000", None, PHONE),
        ("13800138000", None, None),
        ("9123 4567", "HK", "+85291234567"),
        ("021-62345678", "CN", None),
        ("*#06#", "CN", None),
    ],
)
def test_a_number_is_understood_where_it_was_written(text: str, region: str | None, expected: str | None) -> None:
    assert mobile_number(text, region) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Lin@EXAMPLE.com", "Lin@example.com"), ("lin@localhost", None), ("@example.com", None), ("lin\n@a.com", None)],
)
def test_a_mail_address_needs_a_domain(text: str, expected: str | None) -> None:
    assert mail_address(text) == expected


def test_a_number_in_a_text_can_be_read_out() -> None:
    assert readable_number("+85255550120") == "+852 5555 0120"


@pytest.mark.parametrize(
    ("reporter", "chosen", "spoken", "expected"),
    [
        (LIN.model_copy(update={"language": Language.EN}), Language.ZH_HANT, None, Language.ZH_HANT),
        (LIN.model_copy(update={"language": Language.EN}), None, Language.ZH_HANS, Language.EN),
        (LIN, None, Language.ZH_HANT, Language.ZH_HANT),
        (LIN, None, None, Language.ZH_HANS),
    ],
)
def test_the_language_is_chosen_then_said_then_spoken_then_the_sites(
    reporter: Reporter, chosen: Language | None, spoken: Language | None, expected: Language
) -> None:
    choices = {PHONE: choice(language=chosen)} if chosen else {}
    found = of_resident(reporter, choices.get, office().estate, SH, spoken)
    assert isinstance(found, Reach)
    assert found.language is expected


def test_staff_are_reached_by_phone_first_and_in_their_own_language() -> None:
    found = of_person(office().estate.people["lee-kwokfai"])
    assert found == Reach(Language.ZH_HANT, ((SMS, "+85255550101"), (EMAIL, "kf.lee@example.org")))


def test_who_stays_anonymous_is_told_nothing_and_it_is_on_record() -> None:
    """D-502: anonymous tickets get none, only the progress page."""
    (gone,) = Book().take(opening(None, anonymous=True))
    assert gone.reason is NotSentReason.ANONYMOUS


def test_the_address_is_fixed_when_the_message_is_wanted_with_its_fall_back() -> None:
    book = Book()
    (first,) = wanted(book.take(opening()))
    text = message(first)
    assert (text.channel, text.to) == (SMS, PHONE)
    assert [(one.channel, one.to) for one in text.alternatives] == [(EMAIL, MAIL)]
    assert first.fallbacks == (EMAIL,)


def test_later_messages_take_the_address_from_the_first_fact() -> None:
    """A record is the fold of own facts: only the opening carries the report."""
    book = Book()
    book.take(opening())
    assert book.facts[0].contact
    (resident, _) = wanted(book.take(fact(TicketAssigned, department="sh-service", assignee="gu-xiaowen")))
    assert message(resident).to == PHONE
    assert not resident.contact


def test_no_address_and_no_word_of_the_report_stands_in_the_open() -> None:
    """D-108: public facts hold ids, enums, numbers and instants."""
    book = Book()
    book.take(opening())
    public = "".join(made.model_dump_json() for made in book.facts)
    assert not any(private in public for private in (PHONE, "138 0013 8000", MAIL, "林女士", "没人管", "1203"))


def test_in_hong_kong_a_local_number_is_a_hong_kong_number() -> None:
    found = reach(Reporter(phone="9123 4567"), site=HK)
    assert found.addresses == ((SMS, "+85291234567"),)
