"""What intake says, refusals in three languages, and the words it listens for. Read at start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from contracts.faults import Fault
from contracts.requests import FieldError
from contracts.vocabulary import Language, RefusalReason
from intake.domain.home import HomeWords, words_of


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences by reason and language."""

    sentences: Mapping[str, Mapping[str, str]]

    def errors(self, faults: Sequence[Fault], language: Language) -> tuple[FieldError, ...]:
        """The faults as the caller reads them."""
        return tuple(
            FieldError(field=one.field, reason=one.reason, message=self._said(one, language)) for one in faults
        )

    def _said(self, fault: Fault, language: Language) -> str:
        sentences = self.sentences.get(fault.reason.value) or self.sentences[RefusalReason.BAD_FORMAT.value]
        return sentences[language.value].format(limit=fault.limit or "", allowed=fault.allowed or "")[:500]


def read_words() -> Words:
    """The sentences of `refusals.yaml`."""
    return Words(_read("refusals.yaml"))


def read_home_words() -> HomeWords:
    """The words of `home_repair.yaml`."""
    return words_of(_read("home_repair.yaml"))


def _read(name: str) -> Any:  # noqa: ANN401  YAML
    return yaml.safe_load((files("intake") / name).read_text("utf-8"))
