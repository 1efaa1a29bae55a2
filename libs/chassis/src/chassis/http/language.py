"""Which language an answer is in."""

from collections.abc import Mapping, Sequence

from contracts.vocabulary import Language

SPOKEN = (Language.ZH_HANS, Language.ZH_HANT, Language.EN)
TRADITIONAL = frozenset({"hant", "hk", "mo", "tw"})
MAX_RANGES = 20


def negotiate(
    accept_language: str | None, offered: Sequence[Language] = SPOKEN, default: Language = Language.ZH_HANS
) -> Language:
    """The offered language that `Accept-Language` likes best; `default` if it likes none, is missing or is garbled."""
    ranges = (accept_language or "").split(",")[:MAX_RANGES]
    liked = sorted(((_quality(each), -i, each) for i, each in enumerate(ranges)), reverse=True)
    for quality, _, each in liked:
        language = _language(each.partition(";")[0].strip())
        if quality > 0 and language is not None and language in offered:
            return language
    return default


def language_of(headers: Mapping[str, str]) -> Language:
    """The language of whoever sent these headers."""
    return negotiate(headers.get("accept-language"))


def _language(tag: str) -> Language | None:
    primary, *rest = tag.lower().replace("_", "-").split("-")
    if primary == "en":
        return Language.EN
    if primary in {"yue", "zh"}:
        traditional = TRADITIONAL.intersection(rest) and "hans" not in rest
        return Language.ZH_HANT if traditional or (primary == "yue" and not rest) else Language.ZH_HANS
    return None


def _quality(weighted: str) -> float:
    _, _, parameter = weighted.partition(";")
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
