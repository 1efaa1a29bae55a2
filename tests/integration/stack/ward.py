"""Forked by test_zygote: says what it finds, then does as the environment says."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

listed = sorted(Path("/proc/self/fd").iterdir(), key=lambda link: int(link.name))
kept = [link for link in listed if link.is_symlink()]  # the listing's own is closed again
found = {
    "name": __name__,
    "called": Path("/proc/self/cmdline").read_text().strip("\0"),
    "arguments": sys.argv[1:],
    "imported": "colorsys" in sys.modules,
    "threads": threading.active_count(),
    "environment": dict(os.environ),
    "session": os.getsid(0) == os.getpid(),
    "descriptors": [link.name if int(link.name) <= 2 else link.readlink().suffix[1:] for link in kept],
}
sys.stdout.write(json.dumps(found) + "\n")
sys.stdout.flush()
match os.environ["WARD"]:
    case "ends":
        sys.exit(7)
    case "falls":
        raise LookupError("over its own feet")
    case "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.stdout.write("deaf\n")
        sys.stdout.flush()
while True:
    signal.pause()
