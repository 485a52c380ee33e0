"""The PyPI library `reader` doing the same work: `with_reader.py add|poll DATABASE URLS-FILE`."""

import sys
from pathlib import Path

from reader import make_reader

what, database, urls = sys.argv[1:4]
with make_reader(database) as reader:
    if what == "add":
        for url in Path(urls).read_text().split():
            reader.add_feed(url)
    else:
        reader.update_feeds(workers=10, scheduled=False)
        print(reader.get_entry_counts().total)
