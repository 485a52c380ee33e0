"""What a hub reaches, and whether it can be reached: names, workers, its own public address."""

from urllib.parse import urlsplit

from feedhub.app import PARSE_MEMORY, PARSE_SECONDS, now
from feedhub.config import Settings
from feedhub.digest import DigestJob, digest
from feedhub.doctor.finding import Finding, broken, odd, well
from feedhub.fetch import Fetcher, SystemResolver
from feedhub.model.entry import NOTHING_KNOWN
from feedhub.model.fetched import Body, Failed, Gone
from feedhub.model.request import FetchRequest
from feedhub.model.surroundings import Surroundings
from feedhub.wiring import user_agent
from feedhub.workers import Workers

_TRIED = 5
_POST = b"---\ntitle: A post\ndate: 2026-01-01\n---\n<p>Text.</p>"


async def names(settings: Settings) -> Finding:
    """Look up the hosts of the first few sources: where none is found, it is the resolver and not they."""
    hosts = [host for source in settings.sources if source.url and (host := urlsplit(source.url).hostname)]
    hosts = [host for host in dict.fromkeys(hosts) if not host.replace(".", "").isdigit() and ":" not in host]
    if not hosts:
        return well("DNS", "no source has a host name to look up")
    lost = []
    resolve = SystemResolver()
    for host in hosts[:_TRIED]:
        try:
            await resolve(host, 443)
        except (OSError, ValueError):
            lost.append(host)
    tried = min(len(hosts), _TRIED)
    if len(lost) == tried:
        detail = f"none of {tried} hosts was found: {', '.join(lost)}"
        return broken("DNS", detail, "check the resolver (/etc/resolv.conf) and the network")
    if lost:
        return odd("DNS", f"not found: {', '.join(lost)}", "check the urls of these sources")
    return well("DNS", f"{tried} of {len(hosts)} hosts looked up, all found")


async def workers() -> Finding:
    """Have a worker process read a small document."""
    pool = Workers(1, seconds=PARSE_SECONDS, memory=PARSE_MEMORY)
    around = Surroundings(
        source="doctor",
        authority="localhost,2026",
        location="post.html",
        title=None,
        author=None,
        timezone="UTC",
        page="http://localhost/source/doctor",
        now=now(),
    )
    job = DigestJob(
        bodies=(Body(data=_POST, location="post.html", name="post.html"),), known=NOTHING_KNOWN, around=around
    )
    try:
        read = await pool.run(digest, job)
    except Exception as problem:  # noqa: BLE001  whatever keeps a worker from working is what is looked for
        return broken("workers", str(problem), "see that the system lets this user start processes and has memory left")
    finally:
        await pool.close()
    return well("workers", f"a worker read {len(read.entries)} entry of a sample")


async def base_url(settings: Settings, *, running: bool) -> Finding:
    """Ask the hub's public address for its health, as a reader would come."""
    url = settings.hub.base_url
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or {'http': 80, 'https': 443}[parts.scheme]}"
    own = settings.fetch.model_copy(update={"allow": (*settings.fetch.allow, _bracketed(place))})
    fetcher = Fetcher(own, user_agent=user_agent(settings), now=now)
    try:
        answer = await fetcher.fetch(FetchRequest(source="doctor", location=f"{url}/health"))
    finally:
        await fetcher.aclose()
    if not isinstance(answer, (Failed, Gone)):
        return well("base_url", f"{url} answers")
    if not running:
        return odd("base_url", f"{url}: {answer.detail}", "start the daemon: `feedhub run`")
    remedy = "see that the proxy leads to serve.bind, and that hub.base_url is what readers write"
    return broken("base_url", f"{url}: {answer.detail}", remedy)


def _bracketed(place: str) -> str:
    host, _, port = place.rpartition(":")
    return f"[{host}]:{port}" if ":" in host else place
