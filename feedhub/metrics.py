"""What Prometheus reads at /metrics: visits and publishing counted as they happen, the rest asked of the store.

Labels are bounded: kinds of failure, states of sources, rules and statuses, never names or addresses.
"""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.registry import Collector

from feedhub import __version__
from feedhub.complete import TextReport
from feedhub.model.condition import Health
from feedhub.model.document import PublishReport
from feedhub.model.fault import HeldBack
from feedhub.model.fetched import FailureKind
from feedhub.model.survey import Survey
from feedhub.model.visit import TextTally
from feedhub.refresh import VisitReport

CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0
_VISIT_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_PUBLISH_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class _Requests(Collector):
    """Requests answered, as the server has counted them."""

    def __init__(self) -> None:
        self.statuses: Mapping[int, int] = {}

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily("feedhub_requests", "Requests answered, by status.", labels=["status"])
        for status, count in sorted(self.statuses.items()):
            family.add_metric([str(status)], count)
        yield family


class Metrics:
    """The tally of one daemon."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        counter, gauge, histogram = self._counter, self._gauge, self._histogram
        self._visits = counter("feedhub_visits", "Visits that ended, by what they came to.", "outcome")
        self._unchanged = counter("feedhub_visits_unchanged", "Good visits that found the document as it was.")
        self._seconds = histogram("feedhub_visit_seconds", "Seconds a visit took, asking and reading.", _VISIT_SECONDS)
        self._bytes = counter("feedhub_visit_bytes", "Bytes of the documents that visits brought, unpacked.")
        self._entries = counter("feedhub_entries", "Entries that visits brought, new or changed.", "what")
        self._alarms = counter(
            "feedhub_alarms", "Visits that looked like a flood: a source renewed its ids or its past."
        )
        self._texts = counter("feedhub_texts", "Article pages that were tried, by what they came to.", "outcome")
        self._open_texts = gauge("feedhub_texts_open", "Texts that are not there yet, by how they are.", "state")
        self._documents = counter("feedhub_documents_published", "Documents put in place because their bytes differed.")
        self._feeds = counter("feedhub_feeds_published", "Feeds brought up to date.")
        self._left_out = counter("feedhub_entries_left_out", "Entries that could not be written in any format.")
        self._publishing = histogram(
            "feedhub_publish_seconds", "Seconds it took to publish what had changed.", _PUBLISH_SECONDS
        )
        self._sources = gauge("feedhub_sources", "Sources, by how they are.", "state")
        self._alarmed = gauge("feedhub_sources_alarmed", "Sources with an alarm of the last days.")
        self._due = gauge("feedhub_sources_due", "Sources that are due and wait for their visit.")
        self._under_way = gauge("feedhub_visits_under_way", "Visits under way at this moment.")
        self._stored = gauge("feedhub_entries_stored", "Entries kept of the sources that are configured.")
        self._held = gauge("feedhub_documents_held_back", "Documents whose last good version stays, by rule.", "rule")
        self._requests = _Requests()
        self._registry.register(self._requests)
        gauge("feedhub_build_info", "The version that runs; always 1.", "version").labels(__version__).set(1)
        for outcome in ("ok", *FailureKind):
            self._visits.labels(str(outcome))

    def visited(self, report: VisitReport) -> None:
        """Count a visit."""
        self._visits.labels(str(report.trouble.kind) if report.trouble else "ok").inc()
        if not report.trouble and not report.offered:
            self._unchanged.inc()
        self._seconds.observe(report.took.total_seconds())
        self._bytes.inc(report.size)
        self._entries.labels("new").inc(report.new)
        self._entries.labels("changed").inc(report.changed)
        self._alarms.inc(report.alarm is not None)

    def completed(self, report: TextReport) -> None:
        """Count a text."""
        self._texts.labels(report.outcome).inc()

    def published(self, report: PublishReport, seconds: float) -> None:
        """Count what publishing came to; a turn with nothing to publish is none."""
        self._documents.inc(report.documents)
        self._feeds.inc(report.feeds)
        self._left_out.inc(report.left_out)
        if report.feeds:
            self._publishing.observe(seconds)

    def text(
        self,
        survey: Survey,
        held: Sequence[HeldBack],
        *,
        due: int,
        under_way: int,
        texts: Sequence[TextTally],
        statuses: Mapping[int, int],
    ) -> bytes:
        """Write everything down in Prometheus' text format."""
        for health, count in survey.counts.items():
            self._sources.labels("ok" if health is Health.WELL else health.value).set(count)
        self._alarmed.set(survey.alarmed)
        self._stored.set(survey.entries)
        self._due.set(due)
        self._under_way.set(under_way)
        self._open_texts.labels("waiting").set(sum(each.waiting for each in texts))
        self._open_texts.labels("failing").set(sum(each.failing for each in texts))
        self._open_texts.labels("given up").set(sum(each.given_up for each in texts))
        self._held.clear()
        for each in held:
            self._held.labels(str(each.fault.rule)).inc()
        self._requests.statuses = statuses
        return generate_latest(self._registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, registry=self._registry)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(name, words, labels, registry=self._registry)

    def _histogram(self, name: str, words: str, buckets: Sequence[float]) -> Histogram:
        return Histogram(name, words, buckets=buckets, registry=self._registry)
