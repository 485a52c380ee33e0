"""The library `reader` under test: `with_reader.py URLS-FILE`, then a poll for every line on stdin."""

import sys
from pathlib import Path

from reader import make_reader

with make_reader("reader.db") as reader:
    for url in Path(sys.argv[1]).read_text().split():
        reader.add_feed(url)
    print("ready", flush=True)
    while sys.stdin.readline():
        reader.update_feeds(workers=10, scheduled=False)
        print("done", flush=True)
