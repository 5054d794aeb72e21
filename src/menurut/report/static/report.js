// Only an enhancement: the report says everything without it.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // j and k walk over changes, edges and articles; a switch turns the keys off (WCAG 2.1.4).
  const stops = all("[data-stop],.change,#passages>details,#articles>details");
  const keys = one("#keys");
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
    const busy = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || (keys && !keys.checked)) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else return;
    event.preventDefault();
  });

  // Filters: words, how an article took its text, whether something changed. What the table
  // leaves out is left out of the order of time and of the articles below, too.
  const words = one("#filter-words");
  const kind = one("#filter-kind");
  const changed = one("#filter-changed");
  const found = one("#filter-found");
  const rows = all("#article-table tbody tr");
  const places = all(".timeline>li, #articles>details");

  const goal = (part) => part.id || part.querySelector("a")?.hash.slice(1);

  function filter() {
    const wanted = words.value.toLocaleLowerCase().trim();
    const left = new Set();
    for (const row of rows) {
      const fits =
        (!wanted || row.textContent.toLocaleLowerCase().includes(wanted)) &&
        (!kind.value || row.dataset.kind === kind.value) &&
        (!changed.checked || "changed" in row.dataset);
      row.hidden = !fits;
      if (fits) left.add(goal(row));
    }
    for (const place of places) place.hidden = !left.has(goal(place));
    found.textContent = `${left.size} / ${rows.length}`;
  }

  if (words && kind && changed) {
    words.addEventListener("input", filter);
    kind.addEventListener("change", filter);
    changed.addEventListener("change", filter);
  }

  // A click on the drawing goes to the article; the list beside it has the same links.
  for (const node of all("[data-goto]")) {
    node.addEventListener("click", () => {
      location.hash = node.dataset.goto;
    });
  }

  // What the page hides without a script.
  for (const hidden of all("[data-scripted]")) hidden.hidden = false;

  // A link into a closed or filtered part shows it; printing opens all.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
      part.hidden = false;
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
