// Rules: moved by dragging, by their buttons and by Alt with an arrow, each time saved at once and with the focus kept;
// and the form of a rule, whose buttons bring it anew with a condition more or less. All of it works without this.
(() => {
  const fetched = async (address, body) => {
    const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content.firstElementChild;
  };
  const put = (old, fresh) => {
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
  };

  const box = () => document.getElementById("rules");
  const say = (text) => { const line = document.getElementById("rules-said"); if (line) line.textContent = text; };

  const FAILED = "rules-not-moved";
  if (box() && sessionStorage.getItem(FAILED) !== null) {
    sessionStorage.removeItem(FAILED);
    const toast = document.getElementById("toast-pattern").content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-text]").textContent = box().dataset.failed;
    document.getElementById("toasts").append(toast);
  }

  // The order as it stands on the page goes to the server, whose list takes the page's place. One after the other, since
  // two at once would be two people's; of those that wait only the latest goes, which says it all. Not while a rule is
  // being dragged, and not when another move has been made since.
  let moves = 0;
  let waiting = 0;
  let before = Promise.resolve();
  const save = (rule, focus) => {
    const move = ++moves;
    waiting += 1;
    before = before.then(() => {
      waiting -= 1;
      return move === moves && send(rule, focus, move);
    });
  };
  const send = async (rule, focus, move) => {
    const list = box();
    const body = new URLSearchParams({ csrf: list.querySelector("[name=csrf]").value, moved: rule });
    for (const one of list.querySelectorAll("[data-rule]")) body.append("rule", one.dataset.rule);
    try {
      const fresh = await fetched(list.dataset.order, body);
      while (list.querySelector(".dragged")) await new Promise(requestAnimationFrame);
      if (move !== moves) return;
      put(list, fresh);
      say(fresh.dataset.said);
    } catch {
      // The page as it is kept is brought anew, and says why.
      sessionStorage.setItem(FAILED, "");
      location.reload();
      return;
    }
    const wanted = document.getElementById(focus);
    const other = focus.startsWith("up-") ? focus.replace("up-", "down-") : focus.replace("down-", "up-");
    (wanted && !wanted.disabled ? wanted : document.getElementById(other))?.focus();
  };
  const move = (row, way, focus) => {
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(row); else other.after(row);
    // What is taken elsewhere loses the focus, and the next key would go nowhere.
    document.getElementById(focus)?.focus();
    save(row.dataset.rule, focus);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("[data-rule]"), button.dataset.move, button.id);
  });
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-rule]");
    if (!row || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const way = event.key === "ArrowUp" ? "up" : "down";
    move(row, way, event.target.id || `${way}-${row.dataset.rule}`);
  });

  document.addEventListener("row-moved", (event) => {
    const { rule } = event.target.dataset;
    if (rule) save(rule, `up-${rule}`);
  });

  // A button of a form that brings a part of it anew: in place of the part stands then the answer.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-do]");
    const part = button?.closest("[data-part]");
    if (!part) return;
    event.preventDefault();
    const { form } = button;
    const body = new URLSearchParams();
    // A file stays where it was chosen.
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    body.set("do", button.value);
    // What were typed now would be gone when the answer takes the form's place.
    part.inert = true;
    let fresh;
    try {
      fresh = await fetched(form.action, body);
    } catch {
      part.inert = false;
      form.requestSubmit(button);
      return;
    }
    const open = [...part.querySelectorAll("details[data-stays]")].map((one) => one.open);
    fresh.querySelectorAll("details[data-stays]").forEach((one, at) => { one.open ||= open[at] ?? false; });
    put(part, fresh);
    const focus = fresh.querySelector("[data-focus]") ?? fresh.querySelector("#replayed, .faults");
    if (focus && !focus.matches("select, input, textarea, button")) focus.tabIndex = -1;
    focus?.focus();
    const whole = fresh.querySelector("form");
    if (!whole) {
      fresh.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    // What is not saved yet is not to be lost by leaving.
    whole.addEventListener("submit", () => { unsaved = false; });
    unsaved = true;
  });
  let unsaved = false;
  window.addEventListener("beforeunload", (event) => { if (unsaved || waiting) event.preventDefault(); });
})();
