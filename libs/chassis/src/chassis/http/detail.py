"""What an answer that is no success says of itself, in three languages. The sentences stand in `details.yaml`."""

from collections.abc import Mapping
from enum import StrEnum

from contracts.saying import sentences
from contracts.vocabulary import Language


class Detail(StrEnum):
    """What can be said; the braces of its sentence are what it needs to know."""

    NO_KEY = "no_key"
    TOO_MANY = "too_many"
    BAD_LENGTH = "bad_length"
    TOO_LARGE = "too_large"
    MEDIA_TYPE = "media_type"
    CHARSET = "charset"
    NOT_JSON = "not_json"
    TOO_DEEP = "too_deep"
    EMPTY_BODY = "empty_body"
    UNEXPECTED = "unexpected"
    NO_ID = "no_id"
    IDS_DIFFER = "ids_differ"
    NOT_KEPT = "not_kept"
    UNKNOWN_TICKET = "unknown_ticket"
    NUMBER_LENGTH = "number_length"
    NUMBER_CHARACTERS = "number_characters"
    NUMBER_CHECK = "number_check"
    NO_CLOCKS = "no_clocks"
    SITE_NOT_YOURS = "site_not_yours"
    NOT_REACHED = "not_reached"
    STALE_SEQUENCE = "stale_sequence"
    FACT_TOO_LARGE = "fact_too_large"
    WHO_ACTS = "who_acts"
    NOT_IN_THAT_NAME = "not_in_that_name"


def in_words(detail: Detail, language: Language, about: Mapping[str, object]) -> str:
    """The sentence, with `about` in the places that its braces name."""
    return sentences("chassis.http", "details.yaml")[detail.value][language.value].format_map(about)
