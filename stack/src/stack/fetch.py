"""`python -m stack.fetch`: fetch Kafka's jars before they are needed (`make setup`)."""

import sys

from stack import jars
from stack.errors import JarsUnavailableError


def main() -> int:
    try:
        paths = jars.classpath()
    except JarsUnavailableError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"Kafka: {len(paths)} jars, whole and checked, in {paths[0].parent}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
