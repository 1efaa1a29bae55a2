"""`python -m notifier`."""

from stamina.instrumentation import set_on_retry_hooks

from chassis.run import main
from notifier.app import NAME, create
from notifier.settings import Settings

set_on_retry_hooks(())  # its lines tell arguments, of which none may be logged: each was a line of [not logged]
main(NAME, Settings, create)
