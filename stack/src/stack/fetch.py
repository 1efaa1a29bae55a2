"""`python -m stack.fetch`: fetch Kafka's jars before they are needed, and rehearse a start of it (`make setup`)."""

import sys

from stack import jars, rehearsal
from stack.errors import JarsUnavailableError


def main() -> int:
    try:
        paths = jars.classpath()
    except JarsUnavailableError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"Kafka: {len(paths)} jars, whole and checked, in {paths[0].parent}\n")
    sys.stdout.write(f"{rehearsal.rehearse()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
