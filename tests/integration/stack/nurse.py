"""Run by test_zygote as a process of its own: has a server forked, says its process id, and waits to be killed."""

import os
import sys
from datetime import timedelta
from pathlib import Path

from stack import lock
from stack.forking import Zygote

folder = Path(sys.argv[1])
zygote = Zygote(folder, ["colorsys", "asyncio"], timedelta(seconds=5))
held = lock.hold(folder / "ward.lock", what="ward")
log = os.open(folder / "ward.log", os.O_WRONLY | os.O_CREAT)
ward = zygote.fork("tests.integration.stack.ward", {"WARD": "stays"}, pidfile=folder / "ward.pid", log=log, lock=held)
sys.stdout.write(f"{ward.pid}\n")
sys.stdout.flush()
sys.stdin.read()
