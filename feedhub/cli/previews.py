"""What would be stored of a source, and what cleaning changed: as text, as JSON, as a page of before and after."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from feedhub.cli.printing import data, iso, moment
from feedhub.config import Source
from feedhub.examine import Examination, Examined

if TYPE_CHECKING:
    from jinja2 import Template


def as_text(seen: Examination, source: Source, *, most: int) -> None:
    """Print a paragraph an entry."""
    print(f"{seen.title or source.name}: {seen.format}, {_count(seen)}")  # noqa: T201  a result
    for note in seen.notes:
        print(f"note: {note}")  # noqa: T201  a result
    for each in seen.entries[:most]:
        print(f"\n{each.entry.title}")  # noqa: T201  a result
        for name, value in facts(each, source):
            print(f"  {name}: {value}")  # noqa: T201  a result
        for step in each.steps:
            print(f"  * {step}")  # noqa: T201  a result


def as_data(seen: Examination, source: Source, *, most: int) -> None:
    """Print everything for programs."""
    data(
        {
            "title": seen.title,
            "format": seen.format,
            "home": seen.facts.home,
            "offered": seen.offered,
            "notes": list(seen.notes),
            "entries": [_fields(each, source) for each in seen.entries[:most]],
        }
    )


def page(seen: Examination, source: Source, *, most: int) -> str:
    """Write the page: what came is shown as text, what would be stored as what it is, and nothing in it can run."""
    shown = [(each, facts(each, source)) for each in seen.entries[:most]]
    return _template().render(title=seen.title or source.name, seen=seen, count=_count(seen), shown=shown)


def facts(each: Examined, source: Source) -> list[tuple[str, str]]:
    """List what would be stored besides the title and the content, leaving out what there is nothing of."""
    entry = each.entry
    found = [
        ("id", entry.id),
        ("url", entry.url or ""),
        ("author", entry.author),
        ("published", moment(entry.published) if entry.published else ""),
        ("updated", moment(entry.updated) if entry.updated else ""),
        ("categories", ", ".join(_categories(each, source))),
        ("tags", ", ".join(tag.term for tag in entry.tags)),
        ("headimg", entry.headimg or ""),
        ("enclosures", ", ".join(one.url for one in entry.enclosures)),
        ("summary", entry.summary),
    ]
    return [(name, value) for name, value in found if value]


def _count(seen: Examination) -> str:
    left_out = seen.offered - len(seen.entries)
    return f"{seen.offered} entries" + (f", {left_out} of them with nothing to show" if left_out else "")


def _categories(each: Examined, source: Source) -> tuple[str, ...]:
    return source.categories if each.entry.categories is None else each.entry.categories


def _fields(each: Examined, source: Source) -> dict[str, object]:
    entry = each.entry
    return {
        "id": entry.id,
        "title": entry.title,
        "url": entry.url,
        "author": entry.author,
        "published": iso(entry.published),
        "updated": iso(entry.updated),
        "categories": list(_categories(each, source)),
        "tags": [tag.term for tag in entry.tags],
        "headimg": entry.headimg,
        "image_tier": entry.image_tier,
        "thumbnail": entry.thumbnail,
        "language": entry.language,
        "summary": entry.summary,
        "content": entry.content,
        "enclosures": [{"url": one.url, "type": one.type, "length": one.length} for one in entry.enclosures],
        "before": each.before,
        "steps": list(each.steps),
    }


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    templates = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return templates.from_string(files("feedhub.cli").joinpath("preview.html").read_text("utf-8"))
