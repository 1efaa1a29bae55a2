"""Kafka's start rehearsed once, at set-up: a trial run from which Java learns (see `aot.py`)."""

import subprocess
import tempfile
from pathlib import Path

from stack import aot, jars, kafka
from stack.errors import StackError
from stack.ports import Ports, choose

CURE = "It only costs time: about two seconds a start. Run it again: python -m stack.fetch"


def rehearse() -> str:
    """Learn a start of Kafka, if that was not done before: what became of it, in a sentence for people."""
    classpath = kafka.joined(jars.classpath())
    learnt = kafka.learnt_of(classpath)
    if learnt.exists():
        return f"Kafka: its start is rehearsed ({learnt})"
    with tempfile.TemporaryDirectory(prefix="steward-rehearsal-") as scratch:
        try:
            notes = _trial(Path(scratch))
            aot.make(learnt, notes, kafka.JAVA, classpath)
        except (OSError, StackError, subprocess.SubprocessError) as error:
            return f"Kafka: its start could not be rehearsed ({type(error).__name__}: {error}). {CURE}"
    return f"Kafka: its start is rehearsed, later ones take half as long ({learnt})"


def _trial(folder: Path) -> Path:
    notes = folder / "notes"
    port = choose(0, ports=Ports.FREE)
    controller = choose(0, ports=Ports.FREE, taken={port})
    part = kafka.start(folder / "kafka", port, controller, options=aot.recording(notes))
    try:
        kafka.wait_ready(part, port)
    finally:
        part.stop()
    return notes
