"""Every payload, cleaned, in a real browser: no script of theirs runs, however the page is used."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from feedhub.sanitize import sanitize
from support.attacks import attacks
from support.programs import need

HERE = Path(__file__).parent
PAYLOADS: list[str] = [
    *json.loads((HERE / "payloads.json").read_text("utf-8")),
    *(case["html"] for case in json.loads((HERE / "known_cases.json").read_text("utf-8"))),
]
_PAGE = """<!doctype html><meta charset=utf-8><html data-ran=0><script>
for (const name of ["alert", "confirm", "prompt", "print"])
  window[name] = () => document.documentElement.dataset.ran++;
addEventListener("click", event => event.preventDefault(), true);
</script><body>%s<script>
const texts = %s;
for (const text of texts) {
  const place = document.createElement("div");
  document.body.append(place);
  place.innerHTML = text;
  place.innerHTML = place.innerHTML;
}
const names = "click mouseover mouseenter focus focusin blur error load toggle animationstart begin pointerover copy";
for (const node of document.querySelectorAll("body *"))
  for (const name of names.split(" ")) node.dispatchEvent(new Event(name));
setTimeout(() => document.documentElement.dataset.done = texts.length, 1500);
</script>"""


def dumped(page: str, folder: Path) -> str:
    """Load a page with no network behind it, wait until it has settled, and give its DOM."""
    file = folder / "page.html"
    file.write_text(page, "utf-8")
    done = subprocess.run(
        [
            need("chromium"),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--virtual-time-budget=5000",
            f"--user-data-dir={folder / 'profile'}",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return done.stdout.decode()


def page_of(bodies: Sequence[str]) -> str:
    return _PAGE % ("\n".join(f"<div>{body}</div>" for body in bodies), json.dumps(bodies).replace("<", "\\u003c"))


def test_no_payload_runs_once_it_is_clean(tmp_path: Path) -> None:
    bodies = {sanitize(payload, base="https://blog.example/posts/7").html for payload in (*PAYLOADS, *attacks())}
    dom = dumped(page_of(sorted(bodies)), tmp_path)
    assert f'data-done="{len(bodies)}"' in dom
    assert 'data-ran="0"' in dom


def test_the_browser_would_have_told(tmp_path: Path) -> None:
    """The same page notices payloads that are not cleaned."""
    dom = dumped(page_of(["<img src=x onerror=alert(1)>"]), tmp_path)
    assert 'data-done="1"' in dom
    assert 'data-ran="0"' not in dom
