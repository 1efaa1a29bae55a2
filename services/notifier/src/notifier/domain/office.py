"""What a decision stands on besides its record and its input: the estate, the texts, the numbers, the ways out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from contracts.vocabulary import Language, MessageChannel, Notice
from estate import Estate
from notifier.domain.ledger import Item, Way
from notifier.domain.policy import Policy
from notifier.domain.wording import Lexicon


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered message; `title` is for e-mail."""

    title: str | None
    body: str
    template: str


class Render(Protocol):
    """Puts words into the template of a notice."""

    def __call__(self, notice: Notice, language: Language, channel: MessageChannel, words: Mapping[str, str]) -> Text:
        """The message. Pure: the templates were read and checked at start."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """`providers`: by channel, in the order they are tried."""

    estate: Estate
    policy: Policy
    lexicon: Lexicon
    render: Render
    providers: Mapping[MessageChannel, tuple[str, ...]]

    def ways(self, item: Item) -> Iterator[Way]:
        """Every way a message could still go: channel by channel, provider by provider, as often as the policy says."""
        most = len(self.policy.pauses(urgent=item.urgent)) + 1
        for channel in item.channels:
            for provider in self.providers.get(channel, ()):
                way = (channel, provider)
                if way not in item.barred and item.tries(way) < most:
                    yield way
