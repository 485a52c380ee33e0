"""Run as a program: write whatever is named, for ever, and say on stdout what is done. It is there to be killed."""

import sys
from itertools import count
from pathlib import Path

from feedhub.model.document import Rendition, Written
from feedhub.publish import Outlet
from support.visits import NOW


def write_documents(folder: Path) -> None:
    """Replace a document of a quarter of a megabyte by one of other bytes, for ever."""
    outlet = Outlet(folder)
    for number in count():
        data = (f"{number:08}" * 32_768).encode()
        outlet.put(Rendition(name="category/news.atom", document=Written(head=data), modified=NOW))
        print(number, flush=True)  # noqa: T201  the test reads it


if __name__ == "__main__":
    write_documents(Path(sys.argv[1]))
