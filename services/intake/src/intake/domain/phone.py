"""Telephone numbers, read as they are dialled in the site's country."""

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164, and whether a text message can reach it (a landline's cannot be reached)."""

    number: str
    texts: bool


def parse(written: str, countries: Sequence[str]) -> Phone | None:
    """The number somebody wrote, or None if it is none.

    A number without its country's code is one of the first of `countries` (ISO 3166: the site's, then the estate's
    others) where it is in use: residents of Hong Kong write mainland numbers as they dial them there. In use nowhere,
    it is taken as the site's if it could be one: number plans grow.
    """
    read = [_read(written, country) for country in countries or (None,)]
    chosen = next((found for found in read if found and phonenumbers.is_valid_number(found)), read[0])
    if chosen is None:
        return None
    texts = phonenumbers.number_type(chosen) != PhoneNumberType.FIXED_LINE
    return Phone(phonenumbers.format_number(chosen, PhoneNumberFormat.E164), texts)


def _read(written: str, country: str | None) -> PhoneNumber | None:
    try:
        found = phonenumbers.parse(written, country)
    except NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(found) == ValidationResult.IS_POSSIBLE
    return found if possible else None
