"""Personal data is sealed: AES-256-GCM under the ticket's own key, one part per audience (D-108).

From the ticket's key every audience gets a key of its own (HKDF-SHA256, the audience as `info`), so whoever holds the
resident's key opens nothing of the handlers'. Erasure is deleting the ticket's key.

**The nonce is synthetic.** `decide` is pure, and doing a decision again must give the same bytes, so a nonce cannot
be random. It is an HMAC-SHA256, cut to 96 bits, over the context and the plaintext, under a key used for nothing else
(the construction of SIV modes, RFC 5297 and RFC 8452). AES-GCM breaks when one nonce meets two different plaintexts
under one key. Here a different plaintext, subject or audience gives an unrelated nonce; the same ones give the same
nonce *and* the same ciphertext, which tells an onlooker no more than "the same again". Two different parts could only
meet by chance, 2^-96 for each pair, among the few hundred parts that one ticket's key ever seals.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ValidationError

from contracts.vocabulary import Audience

KEY_BYTES: Final = 32
AUDIENCE_KEY_BYTES: Final = 64
_VERSION: Final = b"\x01"
_NONCE: Final = 12
_TAG: Final = 16
_WRAP: Final = "key-wrap"

Part = TypeVar("Part", bound=BaseModel)


class SealBroken(ValueError):  # noqa: N818  the domain's word: what it says about the part, not about the program
    """The part cannot be opened: another key, another subject or audience, or altered bytes. It never says what is
    inside.
    """


def new_ticket_key() -> bytes:
    """32 random bytes. The one impure function here; intake calls it once per ticket."""
    return secrets.token_bytes(KEY_BYTES)


def audience_key(ticket_key: bytes, audience: Audience) -> bytes:
    """The 64 bytes that open one audience's parts of one ticket and nothing else.

    Raises:
        ValueError: the ticket's key is not 32 bytes.

    """
    return _derive(ticket_key, f"audience:{audience}")


def seal(ticket_key: bytes, subject: str, audience: Audience, value: Mapping[str, Any]) -> str:
    """Seals a JSON-like mapping for one audience of one subject; the same arguments give the same text.

    Raises:
        ValueError: the key is not 32 bytes, or the value is not JSON.

    """
    return _encrypt(audience_key(ticket_key, audience), _context(subject, audience), _json(value))


def open_sealed(ticket_key: bytes, subject: str, audience: Audience, sealed: str) -> dict[str, Any]:
    """Opens what `seal` made with the same key, subject and audience.

    Raises:
        SealBroken: it was not made with them, or was altered.

    """
    return open_with(audience_key(ticket_key, audience), subject, audience, sealed)


def open_with(key: bytes, subject: str, audience: Audience, sealed: str) -> dict[str, Any]:
    """Opens a part with the audience's key alone (`audience_key`).

    Raises:
        SealBroken: the key belongs to another ticket or audience, or the part was altered.

    """
    value = orjson.loads(_decrypt(key, _context(subject, audience), sealed))
    if isinstance(value, dict):
        return value
    raise SealBroken(f"the sealed part of {subject} for {audience} holds no object")


def seal_part(ticket_key: bytes, subject: str, part: BaseModel, *audiences: Audience) -> dict[Audience, str]:
    """A private model (`contracts.private`, `Report`) sealed for each audience: what a fact's `sealed` holds.

    Raises:
        ValueError: the key is not 32 bytes.

    """
    value = part.model_dump(mode="json", exclude_none=True)
    return {audience: seal(ticket_key, subject, audience, value) for audience in audiences}


def open_part(
    model: type[Part], ticket_key: bytes, subject: str, audience: Audience, sealed: Mapping[Audience, str]
) -> Part:
    """The private model that `seal_part` sealed for this audience.

    Raises:
        SealBroken: there is no part for this audience, it does not open, or it holds something else than the model.

    """
    if audience not in sealed:
        raise SealBroken(f"nothing of {subject} is sealed for {audience}")
    try:
        return model.model_validate(open_sealed(ticket_key, subject, audience, sealed[audience]))
    except ValidationError:
        raise SealBroken(f"the part of {subject} for {audience} is no {model.__name__}") from None


def wrap_key(master_key: bytes, ticket_key: bytes, subject: str) -> str:
    """The ticket's key, sealed under the installation's master key, as it stands in `tickets.keys` and in Redis.

    Raises:
        ValueError: one of the keys is not 32 bytes.

    """
    _check(ticket_key)
    return _encrypt(_derive(master_key, _WRAP), _context(subject, _WRAP), ticket_key)


def unwrap_key(master_key: bytes, wrapped: str, subject: str) -> bytes:
    """The ticket's key out of `wrap_key`'s text.

    Raises:
        SealBroken: another master key, another ticket, or altered.

    """
    return _decrypt(_derive(master_key, _WRAP), _context(subject, _WRAP), wrapped)


def keyed_hash(installation_key: bytes, purpose: str, *parts: str) -> str:
    """HMAC-SHA256 in hexadecimal for an index: equal inputs can be found, none can be guessed without the key.

    Different purposes never give the same hash for the same parts.
    """
    message = "".join(f"{len(part)}:{part}" for part in (purpose, *parts))
    return hmac.new(installation_key, message.encode(), hashlib.sha256).hexdigest()


def address_hash(installation_key: bytes, address: str) -> str:
    """The key of `people.choices`: HMAC of an address (a number in E.164 or an e-mail address), blind to case and
    outer blanks.
    """
    return keyed_hash(installation_key, "address", address.strip().casefold())


def _derive(key: bytes, info: str) -> bytes:
    _check(key)
    return HKDF(algorithm=SHA256(), length=AUDIENCE_KEY_BYTES, salt=None, info=f"steward/1/{info}".encode()).derive(key)


def _check(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, this one {len(key)}")


def _context(subject: str, audience: str) -> bytes:
    return _VERSION + f"{len(subject)}:{subject}:{audience}".encode()


def _json(value: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(dict(value), option=orjson.OPT_SORT_KEYS)
    except TypeError:
        raise ValueError(
            "what is to be sealed is not JSON: use strings, numbers, instants, lists and mappings"
        ) from None


def _encrypt(key: bytes, context: bytes, plaintext: bytes) -> str:
    cipher_key, nonce_key = key[:KEY_BYTES], key[KEY_BYTES:]
    nonce = hmac.digest(nonce_key, len(context).to_bytes(4, "big") + context + plaintext, "sha256")[:_NONCE]
    body = AESGCM(cipher_key).encrypt(nonce, plaintext, context)
    return base64.b64encode(_VERSION + nonce + body).decode()


def _decrypt(key: bytes, context: bytes, sealed: str) -> bytes:
    try:
        raw = base64.b64decode(sealed, validate=True)
        if raw[:1] != _VERSION or len(raw) < 1 + _NONCE + _TAG or len(key) != AUDIENCE_KEY_BYTES:
            raise SealBroken("this is not a sealed part of version 1, or not a key for one")
        return AESGCM(key[:KEY_BYTES]).decrypt(raw[1 : 1 + _NONCE], raw[1 + _NONCE :], context)
    except (binascii.Error, ValueError, InvalidTag) as error:
        if isinstance(error, SealBroken):
            raise
        raise SealBroken("the part does not open: another key, another subject or audience, or altered bytes") from None
