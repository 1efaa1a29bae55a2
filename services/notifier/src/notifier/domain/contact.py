"""How a person can be reached: the resident out of the sealed report, staff out of the estate (D-502, D-504)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from contracts.facts import ChoiceRecorded
from contracts.private import Contact
from contracts.requests import Report, Reporter
from contracts.vocabulary import Language, MessageChannel, NotSentReason
from estate import Department, Estate, Person, calendar_of, languages_of

Choices = Callable[[str], ChoiceRecorded | None]
"""What the holder of an address chose, if anything."""


@dataclass(frozen=True, slots=True)
class Reach:
    """In what language, and on which channels at which address, the preferred one first."""

    language: Language
    addresses: tuple[tuple[MessageChannel, str], ...]


def contact_of(report: Report) -> Contact:
    """What of a report is needed to reach the resident and to find the place."""
    return Contact(reporter=report.reporter, unit=report.unit, place=report.place)


def region_of(estate: Estate, site: str) -> str | None:
    """The country whose numbers are written without a prefix at a site: the one whose holidays it keeps."""
    holidays = calendar_of(estate, site).spec.holidays
    return holidays.partition("-")[0] if holidays else None


def mobile_number(text: str, region: str | None) -> str | None:
    """The number in E.164, or None where no message can be sent to it."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    # possible, not valid: the plans change faster than the library, and a provider refuses what does not exist
    landline = phonenumbers.number_type(number) is PhoneNumberType.FIXED_LINE
    if landline or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def mail_address(text: str) -> str | None:
    """The address with a domain that mail can be sent to, or None."""
    name, _, domain = text.strip().rpartition("@")
    return f"{name}@{domain.lower()}" if name and "." in domain and text.isprintable() else None


@lru_cache(maxsize=65_536)
def readable_number(text: str) -> str:
    """A business number as people read it: +852 5555 0120. It takes 2 ms, and every department has one."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(text), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return text


def of_resident(
    reporter: Reporter | None, choices: Choices, estate: Estate, site: str, spoken: Language | None
) -> Reach | NotSentReason:
    """How to reach the resident, or why not. What they chose goes before what the report says."""
    found = _addresses(reporter, region_of(estate, site))
    if reporter is None or not found:
        return NotSentReason.NO_ADDRESS
    chosen = {address: choices(address) for _, address in found}
    willing = [(channel, address) for channel, address in found if not _opted_out(chosen[address])]
    if not willing:
        return NotSentReason.OPTED_OUT
    wishes = [choice for choice in chosen.values() if choice]
    channel = next((wish.channel for wish in wishes if wish.channel), None) or reporter.prefers
    language = next((wish.language for wish in wishes if wish.language), None)
    addresses = tuple(sorted(willing, key=lambda one: one[0] is not channel))
    return Reach(language or reporter.language or spoken or languages_of(estate, site)[0], addresses)


def of_person(person: Person) -> Reach | NotSentReason:
    """How to reach one of the staff: the phone first, since work and alarms are read on the way."""
    addresses = _listed(person.phone, person.email)
    return Reach(person.languages[0], addresses) if addresses else NotSentReason.NO_ADDRESS


def of_department(department: Department, language: Language) -> Reach | NotSentReason:
    """How to reach a contractor's desk."""
    addresses = _listed(department.phone, None)
    return Reach(language, addresses) if addresses else NotSentReason.NO_ADDRESS


def _addresses(reporter: Reporter | None, region: str | None) -> tuple[tuple[MessageChannel, str], ...]:
    if reporter is None:
        return ()
    phone = mobile_number(reporter.phone, region) if reporter.phone else None
    return _listed(phone, mail_address(reporter.email) if reporter.email else None)


def _listed(phone: str | None, email: str | None) -> tuple[tuple[MessageChannel, str], ...]:
    both = ((MessageChannel.SMS, phone), (MessageChannel.EMAIL, email))
    return tuple((channel, address) for channel, address in both if address)


def _opted_out(choice: ChoiceRecorded | None) -> bool:
    return choice is not None and choice.opted_out
