"""`python -m feedhub`."""

from feedhub.cli import main

main()
