// Only an enhancement: the report says everything without it.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // j and k walk over changes, edges and articles; a switch turns the keys off (WCAG 2.1.4).
  const stops = all("[data-stop]");
  const keys = document.querySelector("#keys");
  let at = -1;

  function go(step) {
    const visible = stops.filter((stop) => !stop.hidden);
    if (!visible.length) return;
    const here = visible.indexOf(stops[at]);
    const next = visible[Math.min(Math.max(here + step, 0), visible.length - 1)];
    at = stops.indexOf(next);
    const target = next.querySelector("summary") || next;
    if (target === next) next.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center", behavior: reduced ? "auto" : "smooth" });
  }

  addEventListener("keydown", (event) => {
    const busy = event.target.closest("input, select, textarea");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || (keys && !keys.checked)) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else return;
    event.preventDefault();
  });

  // Filters of the article table: words, and how an article took its text.
  const words = document.querySelector("#filter-words");
  const kind = document.querySelector("#filter-kind");
  const rows = all("#article-table tbody tr");
  const found = document.querySelector("#filter-found");

  function filter() {
    const wanted = words.value.toLocaleLowerCase().trim();
    let shown = 0;
    for (const row of rows) {
      const fits =
        (!wanted || row.textContent.toLocaleLowerCase().includes(wanted)) &&
        (!kind.value || row.dataset.kind === kind.value);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    found.textContent = `${shown} / ${rows.length}`;
  }

  if (words && kind) {
    words.addEventListener("input", filter);
    kind.addEventListener("change", filter);
  }

  // A click on the drawing goes to the article; the list beside it has the same links.
  for (const node of all("[data-goto]")) {
    node.addEventListener("click", () => {
      location.hash = node.dataset.goto;
    });
  }

  // What the page hides without a script.
  for (const hidden of all("[data-scripted]")) hidden.hidden = false;

  // A link into a closed part opens it; printing opens all.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
    }
    if (target) target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
  });
})();
