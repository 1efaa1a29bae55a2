"""TOPICS.md: the table of topics and what each holds, for people."""

from datetime import timedelta

from contracts.topics import EMBEDDED_PARTITIONS, PARTITIONS, TOPICS, Topic

_HEAD = f"""# Topics

Generated from `contracts.topics` by `python -m contracts.generate`; do not edit.

Every topic has {PARTITIONS} partitions (embedded: {EMBEDDED_PARTITIONS}), fixed at creation. Those keyed by subject
use the subject's UTF-8 bytes (`ticket:<uuid>`) and Kafka's murmur2, so a ticket has the same partition number on all
of them. Time stamps are the broker's (LogAppendTime). Private topics hold personal data or keys; integrators may not
read them.

| topic | key | writer | readers | what | kept |
| --- | --- | --- | --- | --- | --- |
"""


def topics_page() -> str:
    """The whole page, Markdown."""
    rows = "".join(_row(topic) for topic in TOPICS)
    return _HEAD + rows + "\n" + "\n".join(_section(topic) for topic in TOPICS if topic.types)


def _row(topic: Topic) -> str:
    name = f"`{topic.name}`" + (" private" if topic.private else "")
    cells = (name, topic.key, ", ".join(topic.writers), ", ".join(topic.readers), topic.what, _kept(topic))
    return f"| {' | '.join(cells)} |\n"


def _kept(topic: Topic) -> str:
    if topic.compacted:
        return "compacted"
    return "for ever" if topic.retention is None else f"{topic.retention // timedelta(days=1)} days"


def _section(topic: Topic) -> str:
    lines = (f"- `{model.TYPE}`: {first_sentence(model.__doc__ or '')}\n" for model in topic.types)
    return f"## {topic.name}\n\n{''.join(lines)}"


def first_sentence(text: str) -> str:
    """Of a docstring, in one line."""
    paragraph = " ".join(text.split("\n\n", 1)[0].split())
    return paragraph.split(". ", 1)[0].rstrip(".") + "."
