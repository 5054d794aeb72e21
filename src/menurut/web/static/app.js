// Only an enhancement: every page works without it.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A file may be dropped anywhere on the box, and a screenful of text pasted into it.
  function watch(box) {
    const input = box.querySelector("input[type=file]");
    const names = box.querySelector("[data-names]");
    const tell = () => {
      names.textContent = [...input.files].map((file) => file.name).join(", ");
    };
    for (const kind of ["dragenter", "dragover"]) {
      box.addEventListener(kind, (event) => {
        event.preventDefault();
        box.classList.add("over");
      });
    }
    for (const kind of ["dragleave", "drop"]) {
      box.addEventListener(kind, () => box.classList.remove("over"));
    }
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      const { files } = event.dataTransfer;
      const text = event.dataTransfer.getData("text/plain");
      const words = document.querySelector("textarea[name=text]");
      if (files.length) {
        input.files = files;
        tell();
      } else if (text && words) words.value = text;
    });
    input.addEventListener("change", tell);
  }

  // Two articles: hovering a passage shows where it stands on the other side.
  function pair(event) {
    const passage = event.target.closest?.("[data-passage]");
    for (const each of all("[data-passage].lit")) each.classList.remove("lit");
    if (!passage) return;
    for (const each of all(`[data-passage="${passage.dataset.passage}"]`)) each.classList.add("lit");
  }

  function prepare() {
    for (const hidden of all("[data-scripted][hidden]")) hidden.hidden = false;
    for (const box of all("[data-drop]:not([data-ready])")) {
      box.dataset.ready = "";
      watch(box);
    }
  }

  prepare();
  document.addEventListener("mouseover", pair);
  document.addEventListener("htmx:after:swap", prepare);
})();
