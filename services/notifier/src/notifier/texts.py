"""The texts of messages: read and checked once at start (D-505), rendered without I/O afterwards.

A template is a file `<language>/<notice>.<channel>.j2`. A group's own folder may replace any of them. What is wrong
with one stops the start, with file and reason.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import yaml
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from contracts.vocabulary import Language, MessageChannel, Notice
from notifier.domain.forbidden import forbidden
from notifier.domain.office import Text
from notifier.domain.wording import Lexicon
from notifier.lexicon import lexicon_of
from notifier.required import ALWAYS, OFFERED, REQUIRED, RESIDENTS

CHANNELS: Final = (MessageChannel.SMS, MessageChannel.EMAIL)
MOST_SMS: Final = 300
"""Characters of an SMS, all parts together: five parts in Chinese."""
_SHORT: Final = 40
_BLANKS: Final = re.compile(r"\n{3,}")


class TextsRefused(ValueError):  # noqa: N818  an answer to whoever wrote the files
    """The templates or words are wrong; `problems` has a sentence each: file, what, what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Texts:
    """All templates, compiled, and the words for closed sets. Calling it renders: `domain.office.Render`."""

    environment: ImmutableSandboxedEnvironment
    lexicon: Lexicon

    def __call__(self, notice: Notice, language: Language, channel: MessageChannel, words: Mapping[str, str]) -> Text:
        """The message. A notice has exactly the words that `required.OFFERED` lists; none is looked up elsewhere."""
        name = name_of(notice, language, channel)
        rendered = self.environment.get_template(name).render(words).strip()
        template = name.removesuffix(".j2")
        if channel is MessageChannel.EMAIL:
            title, _, body = rendered.partition("\n")
            return Text(" ".join(title.split()), _BLANKS.sub("\n\n", body.strip()), template)
        return Text(None, short(" ".join(rendered.split()), MOST_SMS), template)


@cache
def load(own: Path | None = None) -> Texts:
    """The shipped texts, with the files of `own` in place of theirs of that name; read once. Raises TextsRefused."""
    shipped = files("notifier") / "templates"
    sources = dict(_sources(shipped))
    if own is not None:
        sources |= _replacing(own, frozenset(sources))
    words = yaml.safe_load((shipped / "words.yaml").read_text(encoding="utf-8"))
    lexicon, problems = lexicon_of(words)
    texts = Texts(_environment(sources), lexicon)
    problems = (*problems, *check(texts, frozenset(sources)))
    if problems:
        raise TextsRefused(tuple(problems))
    return texts


def name_of(notice: Notice, language: Language, channel: MessageChannel) -> str:
    """The file of a text."""
    return f"{language.value}/{notice.value}.{channel.value}.j2"


def short(text: str, most: int = _SHORT) -> str:
    """At most so many characters, with an ellipsis where something was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def check(texts: Texts, names: frozenset[str]) -> Iterator[str]:
    """What is wrong: a text missing or broken, without a part that must be there, with a word that must not."""
    for notice in REQUIRED:
        for language in Language:
            for channel in CHANNELS:
                name = name_of(notice, language, channel)
                if name not in names:
                    yield f"templates/{name}: is missing; every notice needs one per language and channel"
                else:
                    yield from (f"templates/{name}: {problem}" for problem in _wrong(texts, notice, language, channel))


def _wrong(texts: Texts, notice: Notice, language: Language, channel: MessageChannel) -> Iterator[str]:
    full = {word: f"<{word}>" for word in OFFERED[notice]}
    bare = {word: full[word] if word in REQUIRED[notice] | ALWAYS else "" for word in full}
    for words in (full, bare):
        try:
            text = texts(notice, language, channel, words)
        except TemplateError as error:
            yield f"cannot be rendered: {error}; it may use {', '.join(sorted(full))}"
            return
        whole = f"{text.title or ''}\n{text.body}"
        for part in sorted(REQUIRED[notice]):
            if f"<{part}>" not in whole:
                yield f"does not say {part}, which this notice must (D-501); add {{{{ {part} }}}}"
        if channel is MessageChannel.EMAIL and not text.title:
            yield "has no first line; that is the e-mail's subject"
        if notice in RESIDENTS:
            yield from (f"says {word!r}, which no resident is to read (D-507)" for word in forbidden(whole))


def _sources(folder: Traversable) -> Iterator[tuple[str, str]]:
    for language in Language:
        inside = folder / language.value
        if inside.is_dir():
            for file in inside.iterdir():
                if file.name.endswith(".j2"):
                    yield f"{language.value}/{file.name}", file.read_text(encoding="utf-8")


def _replacing(own: Path, names: frozenset[str]) -> dict[str, str]:
    """The group's own files; one that replaces nothing is misspelt, and would never be read."""
    found = dict(_sources(own)) if own.is_dir() else {}
    if not found:
        raise TextsRefused((f"{own}: has no texts; put files such as {min(names)} there, or unset NOTIFIER_TEMPLATES",))
    strange = sorted(found.keys() - names)
    if strange:
        raise TextsRefused(tuple(f"{own}/{name}: replaces no text; correct its name" for name in strange))
    return found


def _environment(sources: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(sources)),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=False,
        cache_size=-1,
    )
    environment.filters["short"] = short
    return environment
