// j and k go down and up a table, Enter opens, x selects; never while somebody types.
(() => {
  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]");
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")].filter((row) => row.querySelector("a"));
  const here = () => document.querySelector('tr[data-at="here"]');
  const go = (row) => {
    if (!row) return;
    const before = here();
    if (before) delete before.dataset.at;
    row.dataset.at = "here";
    row.querySelector("th a, td a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(here());
    if (event.key === "j") go(all[Math.min(at + 1, all.length - 1)]);
    else if (event.key === "k") go(all[Math.max(at - 1, 0)]);
    else if (event.key === "x" && at >= 0) all[at].querySelector(".row-check")?.click();
    else return;
    event.preventDefault();
  });
  const count = () => {
    const chosen = document.querySelectorAll(".row-check:checked").length;
    document.querySelectorAll("[data-chosen]").forEach((place) => { place.textContent = chosen; });
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) {
      event.target.closest("table").querySelectorAll(".row-check").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-all], .row-check")) count();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-none]")) return;
    document.querySelectorAll(".row-check, [data-all]").forEach((box) => { box.checked = false; });
    count();
  });
})();
