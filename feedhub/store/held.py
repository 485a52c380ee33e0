"""Documents whose last good version stays up because the newer one is wrong: verdicts in, who is held back out."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from feedhub.model.document import in_every_format
from feedhub.model.fault import Fault, HeldBack, Rule
from feedhub.store.moments import epoch, moment
from feedhub.store.tables import held_back

_ALL = select(held_back).order_by(held_back.c.document)
_THESE = select(held_back).where(held_back.c.document.in_(bindparam("names", expanding=True)))
_DROP = delete(held_back).where(held_back.c.document == bindparam("of"))


def documents(db: Connection) -> list[HeldBack]:
    """Tell which documents are held back, by name."""
    return [
        HeldBack(
            document=row.document,
            fault=Fault(rule=Rule(row.rule), entry=row.entry, detail=row.detail),
            since=moment(row.since),
        )
        for row in db.execute(_ALL)
    ]


def differ(db: Connection, verdicts: Mapping[str, Fault | None]) -> bool:
    """Tell whether these verdicts, by document, are news."""
    return _known(db, verdicts) != {name: fault for name, fault in verdicts.items() if fault}


def judge(db: Connection, verdicts: Mapping[str, Fault | None], now: datetime) -> None:
    """Remember what is wrong with documents, by name, and forget it of those that are good again."""
    before = {row.document: row.since for row in db.execute(_THESE, {"names": list(verdicts)})}
    db.execute(_DROP, [{"of": name} for name in verdicts])
    rows = [
        {
            "document": name,
            "rule": fault.rule.value,
            "entry": fault.entry,
            "detail": fault.detail,
            "since": before.get(name, epoch(now)),
        }
        for name, fault in verdicts.items()
        if fault
    ]
    if rows:
        db.execute(insert(held_back), rows)


def forget(db: Connection, paths: Iterable[str]) -> None:
    """Forget what was wrong with documents, by path without suffix: they are not what they were judged as any more."""
    if rows := [{"of": name} for path in paths for name in in_every_format(path)]:
        db.execute(_DROP, rows)


def _known(db: Connection, verdicts: Mapping[str, Fault | None]) -> dict[str, Fault]:
    return {
        row.document: Fault(rule=Rule(row.rule), entry=row.entry, detail=row.detail)
        for row in db.execute(_THESE, {"names": list(verdicts)})
    }
