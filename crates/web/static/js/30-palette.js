// Ctrl K or ⌘K: find links, leads, pages and acts. The list is the server's; this only opens it and walks it.
(() => {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const ask = palette.querySelector("input");
  const found = () => [...palette.querySelectorAll("#found a")];
  const mark = (at) => {
    const all = found();
    all.forEach((link, i) => link.setAttribute("aria-selected", i === at));
    ask.setAttribute("aria-activedescendant", all[at]?.id ?? "");
    all[at]?.scrollIntoView({ block: "nearest" });
  };
  const at = () => found().findIndex((link) => link.getAttribute("aria-selected") === "true");
  const open = () => {
    if (palette.open) return;
    palette.showModal();
    ask.value = "";
    ask.focus();
    ask.dispatchEvent(new Event("palette"));
  };
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) { event.preventDefault(); open(); }
    if (event.target === palette) palette.close();
  });
  ask.addEventListener("keydown", (event) => {
    const all = found();
    if (event.key === "ArrowDown") mark(Math.min(at() + 1, all.length - 1));
    else if (event.key === "ArrowUp") mark(Math.max(at() - 1, 0));
    else if (event.key === "Enter") (all[at()] ?? all[0])?.click();
    else return;
    event.preventDefault();
  });
  palette.addEventListener("htmx:after:swap", () => mark(0));
})();
