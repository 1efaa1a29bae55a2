"""In which language somebody is answered who did not say (D-502)."""

from collections.abc import Sequence

from contracts.requests import Request
from contracts.vocabulary import Language

IDEOGRAPHS = ("\u3400", "\u9fff")


def language_of(request: Request, spoken: Sequence[Language]) -> Language:
    """As the reporter wishes, else as the request says, else by its script among the languages `spoken` at the site."""
    wished = request.reporter.language if request.reporter else None
    if stated := wished or request.language:
        return stated
    chinese = any(IDEOGRAPHS[0] <= character <= IDEOGRAPHS[1] for character in request.text)
    return next((one for one in spoken if (one is not Language.EN) == chinese), spoken[0])
