"""Real readers subscribe to a hub: they hold what the hub stored, and get a 304 when they come again."""

import asyncio

import pytest

from support import readers
from support.hub import Daemon, HubFolder
from support.news import Item, rss
from support.origin import Answer, Asked, Origin
from support.readers import Reader, Shown, words

BODIES = (
    '<p>服贸会 &amp; “慢”, 1 &lt; 2 <img src="https://img.example/1.png" referrerpolicy="no-referrer"></p>',
    "<pre>  keep\n    this</pre><ul><li>a</li><li>b</li></ul>",
    '<p dir="rtl">نص</p><blockquote>😀</blockquote>',
)
TITLES = ("AT&T “quotes” <3", "金融街今日", "مرحبا")


class Gateway:
    """A site in front of the hub that notes each answer's status."""

    def __init__(self, daemon: Daemon, site: Origin, path: str) -> None:
        self.port = int(daemon.base.rpartition(":")[2])
        self.statuses: list[int] = []
        self.url = site.url(path)
        site.script(path, self._pass_on)

    async def _pass_on(self, asked: Asked, answer: Answer) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head, _, _ = asked.raw.partition(b"\r\n\r\n")
        writer.write(head + b"\r\nConnection: close\r\n\r\n")
        answered = await reader.read()
        writer.close()
        self.statuses.append(int(answered.split(b" ", 2)[1]))
        await answer.raw(answered)


@pytest.mark.parametrize(
    ("reader", "path"),
    [
        (readers.newsboat, "/all.atom"),
        (readers.newsboat, "/all.rss"),
        (readers.sfeed, "/all.atom"),
        (readers.sfeed, "/all.rss"),
        (readers.library, "/all.atom"),
        (readers.library, "/all.rss"),
        (readers.library, "/all.json"),
    ],
)
def test_a_reader_holds_what_the_hub_stored_and_gets_a_304(
    hub: HubFolder, origin: Origin, tmp_path_factory: pytest.TempPathFactory, reader: Reader, path: str
) -> None:
    items = [Item(number=n + 1, title=TITLES[n], body=BODIES[n]) for n in range(3)]
    origin.serve("/feed", rss(*items))
    hub.configure(
        'hub: {base_url: "http://hub.example", authority: "hub.example,2026"}\nfetch: {allow: [127.0.0.0/8]}\n'
        'serve: {bind: "127.0.0.1:0"}\n'
        f'sources:\n  - {{name: news, url: "{origin.url("/feed")}", author: Ann Author, categories: [a/b]}}\n'
    )
    state = tmp_path_factory.mktemp("reader")
    with hub.daemon() as daemon:
        daemon.wait_for("news: 3 new")
        daemon.wait_for("published ")
        gateway = Gateway(daemon, origin, path)
        for _ in range(3):  # newsboat keeps validators from its second visit on
            held = reader(gateway.url, state)
    assert [_plain(shown) for shown in held] == [_expected(item) for item in items]
    assert gateway.statuses[-1] == 304


def _plain(shown: Shown) -> tuple[str, str, str, str, int, str]:
    return shown.id, shown.title, shown.link, shown.author, shown.published, words(shown.content)


def _expected(item: Item) -> tuple[str, str, str, str, int, str]:
    first_hour = 1767225600
    name = f"tag:news.example,2026:{item.number}"
    link = f"https://news.example/{item.number}"
    return name, item.title, link, "Ann Author", first_hour + 3600 * item.number, words(item.body)
