// Small courtesies of forms and buttons: copying, guessing the time zone, asking once before what is dangerous,
// rows that are added and taken away, a warning before what was typed is lost. Every form works without them.
(() => {
  const say = (text) => {
    const box = document.getElementById("toasts");
    const pattern = document.getElementById("toast-pattern");
    if (!box || !pattern) return;
    const toast = pattern.content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-text]").textContent = text;
    box.append(toast);
  };

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      event.preventDefault();
      try {
        await navigator.clipboard.writeText(copy.dataset.copy);
        say(copy.dataset.copied);
      } catch {
        window.prompt(copy.dataset.copied, copy.dataset.copy);
      }
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  const zone = document.querySelector("[data-guess-zone]");
  if (zone && !zone.dataset.given) {
    const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...zone.options].some((option) => option.value === guess)) zone.value = guess;
  }

  // Rows of a list in a form: a pattern is cloned, its places numbered on.
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    if (add) {
      event.preventDefault();
      const list = document.getElementById(add.dataset.addRow);
      const pattern = document.getElementById(`${add.dataset.addRow}-pattern`);
      const next = Number(list.dataset.next);
      list.dataset.next = next + 1;
      const holder = document.createElement("template");
      holder.innerHTML = pattern.innerHTML.replaceAll("__n__", String(next));
      const row = holder.content.firstElementChild;
      list.append(row);
      row.querySelector("input:not([type=hidden])").focus();
      list.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const remove = event.target.closest("[data-remove-row]");
    if (remove) {
      event.preventDefault();
      const row = remove.closest("[data-row]");
      const list = row.parentElement;
      row.remove();
      list.dispatchEvent(new Event("input", { bubbles: true }));
      (list.querySelector("[data-row]:last-child input:not([type=hidden])") ?? document.querySelector("[data-add-row]"))?.focus();
    }
  });

  // A new link's address follows its name until somebody writes their own.
  const slug = document.querySelector("[data-follows]");
  const name = slug && document.getElementById(slug.dataset.follows);
  if (name && !slug.value) {
    let own = false;
    slug.addEventListener("input", () => { own = slug.value !== ""; });
    const follow = () => {
      if (own) return;
      slug.value = name.value.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64);
    };
    name.addEventListener("input", follow);
    // What was typed before this was loaded counts too.
    if (name.value !== name.defaultValue) follow();
  }

  const kept = document.querySelector("form[data-keep]");
  if (kept) {
    let touched = false;
    kept.addEventListener("input", () => { touched = true; });
    kept.addEventListener("submit", () => { touched = false; });
    window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  }

  // What is wrong is read first.
  document.querySelector(".faults")?.focus();
})();
