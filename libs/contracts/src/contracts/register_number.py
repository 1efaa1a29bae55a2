"""The register number: short enough to read over a telephone, with a check character, saying nothing about anybody
(D-103).

Nine Crockford characters (45 bits) of an HMAC of the ticket's id, and one check character (ISO 7064, hybrid system,
over the 32 letters of Crockford's alphabet: no I, L, O, U). It is an attribute, never an identity: whoever derives it
claims it, and takes the next attempt when it is taken.

Tested exhaustively: every single mistyped character is found, and 99.8 % of swaps of two neighbours (all but 64 of
31,744 cases in the body, 2 of 992 at the check character; those missed are letters that are neighbours in the
alphabet, such as 4 and 5).
"""

import hashlib
import hmac
from typing import Final, Literal

from stdnum.iso7064 import mod_37_36

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BODY: Final = 9
_LENGTH: Final = _BODY + 1
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = str.maketrans("", "", " -\t\u00a0\u2010\u2011\u2012\u2013\u2014\uff0d\u3000")


class BadNumber(ValueError):  # noqa: N818  said of the number, not of the program
    """The text is no register number; the message says why and what to do. `why` and `about` are for other languages:
    `length` (wanted, found), `characters` (strange) or `check`.
    """

    def __init__(self, message: str, why: Literal["length", "characters", "check"], **about: object) -> None:
        super().__init__(message)
        self.why = why
        self.about = about


def derive(installation_key: bytes, ticket: str, attempt: int = 0) -> str:
    """The number of a ticket, ten characters; `attempt` counts up from 0 while the number is taken."""
    digest = hmac.new(installation_key, f"number:{attempt}:{ticket}".encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:8], "big")
    body = "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(_BODY))
    return body + _check_character(body)


def parse(text: str) -> str:
    """The number that somebody typed or read out: lower case, blanks, hyphens, O for 0, I or L for 1 are all
    understood.

    Raises:
        BadNumber: too short or long, a letter that no number has, or the check character does not fit.

    """
    number = text[:100].translate(_IGNORED).upper().translate(_READ_AS)
    if len(number) != _LENGTH:
        message = f"a register number has {_LENGTH} characters, this one {len(number)}; read it again"
        raise BadNumber(message, "length", wanted=_LENGTH, found=len(number))
    strange = " ".join(sorted(set(number) - set(ALPHABET)))
    if strange:
        raise BadNumber(f"no register number contains {strange}; read it again", "characters", strange=strange)
    if _check_character(number[:_BODY]) != number[_BODY]:
        raise BadNumber("the last character does not fit the others: one of them is wrong; read it again", "check")
    return number


def pretty(number: str) -> str:
    """`XXX-XXX-XXXX`, as it stands in messages."""
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


def _check_character(body: str) -> str:
    return str(mod_37_36.calc_check_digit(body, alphabet=ALPHABET))
