"""A real Chromium that fails the test for whatever it complains about, and axe-core to look for barriers in pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from support.programs import missing, need

_ROOT = Path(__file__).parents[2]
_AXE = Path(os.environ.get("AXE", _ROOT / ".axe/node_modules/axe-core/axe.min.js"))
_SERIOUS = ("serious", "critical")


@dataclass(slots=True)
class Window:
    """A browser's window. `expected` are addresses that may answer with an error."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def barriers(self) -> list[str]:
        """Say what axe-core finds on this page that shuts somebody out."""
        # Evaluated by the debugger, which no Content-Security-Policy holds back.
        self.page.evaluate(axe())
        found: list[dict[str, Any]] = self.page.evaluate("axe.run(document).then(result => result.violations)")
        return [
            f"{each['id']}: {node['html']}" for each in found if each["impact"] in _SERIOUS for node in each["nodes"]
        ]

    def too_wide(self) -> bool:
        """Tell whether the page as a whole must be moved sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def axe() -> str:
    """Give axe-core's program; without it the test is skipped, and under CI it fails."""
    if not _AXE.is_file():
        missing(f"there is no {_AXE}: npm install --prefix .axe --no-save axe-core")
    return _AXE.read_text("utf-8")


@contextmanager
def window(width: int, *, dark: bool = False) -> Iterator[Window]:
    """Open a window; errors, refused resources and broken policies fail the test when it closes."""
    chromium = need("chromium")
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light")
        it = Window(page)
        page.on("console", lambda said: it.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: it.complaints.append(str(error)))
        page.on("requestfailed", lambda request: it.complaints.append(f"{request.url}: {request.failure}"))
        yield it
        browser.close()
    assert [said for said in it.complaints if not any(each in said for each in it.expected)] == []
