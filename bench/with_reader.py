"""The library `reader` as a command: `with_reader.py add|poll URLS-FILE`, its database in the current folder."""

import sys
from pathlib import Path

from reader import make_reader


def main(act: str, urls: str) -> None:
    """Subscribe to everything, or update it."""
    with make_reader("reader.db") as reader:
        if act == "add":
            for url in Path(urls).read_text().split():
                reader.add_feed(url)
        else:
            reader.update_feeds(workers=10, scheduled=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
