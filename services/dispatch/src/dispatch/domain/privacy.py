"""What residents decide about themselves: to be forgotten (D-108), and how they want to be reached (D-504)."""

from chassis.decision import Due, Wish
from contracts import topics
from contracts.commands import EraseTicket, RecordChoice
from contracts.facts import ChoiceRecorded, TicketChoiceRecorded, TicketErased, TicketKeyDestroyed
from contracts.vocabulary import RefusalReason
from dispatch.domain.story import Story, acted, told, wishing
from dispatch.domain.wording import refusal


def on_erase(story: Story, command: EraseTicket) -> Story:
    """Announced first. The key is destroyed as due work, which is tried until it stands on record that it is gone."""
    if story.snapshot.erased:
        return story
    return acted(story, TicketErased, {"erased": True}, reason=command.reason)


def on_key_due(story: Story, _: Due) -> Story:
    """The shell destroyed the key before it asked; that is put on record, once."""
    if not story.given.known.get("key_destroyed"):
        raise LookupError("the key was not destroyed; the timer stays armed")
    return told(story, TicketKeyDestroyed)


def on_choice(story: Story, command: RecordChoice) -> Story:
    """For the notifier by the address' HMAC; the ticket only keeps what was chosen."""
    address = story.given.known.get("address")
    if address is None:
        raise refusal(story, RefusalReason.MISSING, "missing", field="address")
    chosen = command.model_dump(include={"opted_out", "channel", "language"})
    choice = ChoiceRecorded(address=address, chosen_at=story.when, **chosen)
    return wishing(acted(story, TicketChoiceRecorded, **chosen), Wish(topics.CHOICES.name, address, choice))
