"use strict";
// Asks for the same page again and shows what is new of it; what the reader is doing meanwhile stays.
const main = document.querySelector("main");
async function refresh() {
  if (document.hidden || main.contains(document.activeElement) && document.activeElement !== main) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!fresh) return;
    const places = [...main.querySelectorAll(".wide")].map((box) => box.scrollLeft);
    main.replaceChildren(...fresh.childNodes);
    main.querySelectorAll(".wide").forEach((box, place) => { box.scrollLeft = places[place] || 0; });
  } catch {
    // The hub is away; the next turn asks again.
  }
}
setInterval(refresh, 15000);
