"""`python -m classifier`."""

from chassis.run import main
from classifier.app import NAME, create
from classifier.settings import Settings

if __name__ == "__main__":
    main(NAME, Settings, create)
