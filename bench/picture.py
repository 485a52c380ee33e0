"""Take the README's picture: a hub on the shipped samples, as a browser shows it. `make picture`."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
CONFIG = f"""
hub: {{title: Daily digest}}
serve: {{bind: "127.0.0.1:0"}}
sources:
  - {{name: harbour, path: "{ROOT}/samples/posts", title: Harbour notes}}
  - {{name: instruments, path: "{ROOT}/samples/planet.atom", categories: [Workshop/Instruments]}}
"""


def main() -> None:
    """Run a hub until the picture is taken."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.yaml").write_text(CONFIG, "utf-8")
        feedhub = [sys.executable, "-m", "feedhub"]
        subprocess.run([*feedhub, "poll"], cwd=folder, check=True, capture_output=True)
        with subprocess.Popen([*feedhub, "run"], cwd=folder, stderr=subprocess.PIPE, text=True) as hub:
            log = hub.stderr or ()
            address = next(found[0] for line in log if (found := re.search(r"http://[\d.:]+", line)))
            take(address, ROOT / "docs/hub.png")
            hub.terminate()


def take(address: str, picture: Path) -> None:
    """Save what a browser shows at an address."""
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 960, "height": 600})
        page.goto(address)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main()
