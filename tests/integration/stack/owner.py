"""Run by test_orphans as a process of its own: starts the parts from a thread that ends, then waits to be killed."""

import sys
import threading
from pathlib import Path

from stack.embedded import Running, start

started: list[Running] = []


def launch() -> None:
    started.append(start(Path(sys.argv[1]), mail=False, sms=False, ports="free", environ={}))


thread = threading.Thread(target=launch)
thread.start()
thread.join()
sys.stdout.write(" ".join(str(part.pid) for part in started[0].parts.values()) + "\n")
sys.stdout.flush()
sys.stdin.read()
