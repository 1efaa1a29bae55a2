"""Telephone numbers, read as they are dialled in the site's country."""

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164, and whether a text message can reach it (a landline's cannot be reached)."""

    number: str
    texts: bool


def parse(written: str, country: str | None) -> Phone | None:
    """The number somebody wrote, or None if it is none; `country` (ISO 3166) is for numbers without their own."""
    try:
        found = phonenumbers.parse(written, country)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(found) != ValidationResult.IS_POSSIBLE:
        return None
    landline = phonenumbers.number_type(found) == PhoneNumberType.FIXED_LINE
    return Phone(phonenumbers.format_number(found, PhoneNumberFormat.E164), not landline)
