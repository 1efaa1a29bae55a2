"""`python -m notifier`."""

from chassis.run import main
from notifier.app import NAME, create
from notifier.settings import Settings

main(NAME, Settings, create)
