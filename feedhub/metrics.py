"""What Prometheus reads at /metrics: visits and publishing counted as they happen, the rest asked of the store.

Labels are bounded: kinds of failure and states of sources, never names or addresses.
"""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from feedhub.complete import TextReport
from feedhub.model.fault import HeldBack
from feedhub.model.fetched import FailureKind
from feedhub.model.visit import SourceStatus
from feedhub.refresh import VisitReport
from feedhub.republish import PublishReport

CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0


class Metrics:
    """The tally of one daemon."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        counter, gauge = self._counter, self._gauge
        self._visits = counter("feedhub_visits", "Visits that ended, by what they came to.", "outcome")
        self._entries = counter("feedhub_entries", "Entries that visits brought, new or changed.", "what")
        self._alarms = counter(
            "feedhub_alarms", "Visits that looked like a flood: a source renewed its ids or its past."
        )
        self._texts = counter("feedhub_texts", "Article pages that were tried, by what they came to.", "outcome")
        self._open_texts = gauge("feedhub_texts_open", "Texts that are not there yet, by how they are.", "state")
        self._documents = counter("feedhub_documents_published", "Documents put in place because their bytes differed.")
        self._sources = gauge("feedhub_sources", "Sources, by how they are.", "state")
        self._alarmed = gauge("feedhub_sources_alarmed", "Sources with an alarm of the last days.")
        self._stored = gauge("feedhub_entries_stored", "Entries kept of the sources that are configured.")
        self._held = gauge("feedhub_documents_held_back", "Documents whose last good version stays, by rule.", "rule")
        for outcome in ("ok", *FailureKind):
            self._visits.labels(str(outcome))

    def visited(self, report: VisitReport) -> None:
        """Count a visit."""
        self._visits.labels(str(report.trouble.kind) if report.trouble else "ok").inc()
        self._entries.labels("new").inc(report.new)
        self._entries.labels("changed").inc(report.changed)
        self._alarms.inc(report.alarm is not None)

    def completed(self, report: TextReport) -> None:
        """Count a text."""
        self._texts.labels(report.outcome).inc()

    def published(self, report: PublishReport) -> None:
        """Count what publishing came to."""
        self._documents.inc(report.documents)

    def text(self, sources: Sequence[SourceStatus], held: Sequence[HeldBack]) -> bytes:
        """Write everything down in Prometheus' text format."""
        states = [_state(source) for source in sources]
        for state in ("ok", "failing", "paused", "new"):
            self._sources.labels(state).set(states.count(state))
        self._alarmed.set(sum(source.alarm is not None for source in sources))
        self._stored.set(sum(source.entries for source in sources))
        texts = [source.texts for source in sources]
        self._open_texts.labels("waiting").set(sum(each.waiting for each in texts))
        self._open_texts.labels("failing").set(sum(each.failing for each in texts))
        self._open_texts.labels("given up").set(sum(each.given_up for each in texts))
        self._held.clear()
        for each in held:
            self._held.labels(str(each.fault.rule)).inc()
        return generate_latest(self._registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, registry=self._registry)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(name, words, labels, registry=self._registry)


def _state(source: SourceStatus) -> str:
    if not source.enabled:
        return "paused"
    if source.trouble:
        return "failing"
    return "new" if source.last_visit is None else "ok"
