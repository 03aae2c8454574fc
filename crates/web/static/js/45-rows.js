// Rows that go up and down: by their buttons, or dragged by their grip with a finger, a pen or a mouse. The order in
// which they stand is the order in which a form sends them. Without this the same buttons send the form, and the server
// moves the row.
(() => {
  const ROW = "[data-row], [data-rule]";
  const beside = (row, up) => {
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    return other?.matches(ROW) ? other : null;
  };
  const put = (row, other, up) => { if (up) other.before(row); else other.after(row); };
  // Buttons that tell the server a place tell it the new one.
  const number = (list) => {
    const rows = [...list.children].filter((one) => one.matches(ROW));
    rows.forEach((row, at) => {
      for (const button of row.querySelectorAll("[data-place]")) {
        const [what] = button.value.split(":");
        button.value = `${what}:${at}`;
        button.disabled = (what === "up" && at === 0) || (what === "down" && at === rows.length - 1);
      }
    });
  };
  const moved = (row) => {
    number(row.parentElement);
    row.dispatchEvent(new CustomEvent("row-moved", { bubbles: true }));
    if (row.matches("[data-row]")) row.parentElement.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move-row]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const up = button.dataset.moveRow === "up";
    const other = beside(row, up);
    if (!other) return;
    put(row, other, up);
    moved(row);
    // A button at the end of the list is out of sight: its fellow takes the focus.
    const stays = button.checkVisibility({ visibilityProperty: true });
    (stays ? button : row.querySelector(`[data-move-row="${up ? "down" : "up"}"]`)).focus();
  });

  // What is dragged, by which pointer and where it is; and what stood behind it, for who thinks better of it.
  let drag = null;
  const middle = (row) => { const { top, height } = row.getBoundingClientRect(); return top + height / 2; };
  const follow = () => {
    const { row, y } = drag;
    for (let other; (other = beside(row, true)) && y < middle(other);) put(row, other, true);
    for (let other; (other = beside(row, false)) && y > middle(other);) put(row, other, false);
  };
  // Near the edge of the screen the page goes along.
  const EDGE = 80;
  const scroll = () => {
    if (!drag) return;
    const over = Math.min(drag.y - EDGE, 0) + Math.max(drag.y - innerHeight + EDGE, 0);
    if (over) { scrollBy({ top: over / 5, behavior: "instant" }); follow(); }
    requestAnimationFrame(scroll);
  };
  const end = (stays) => {
    const { row, list, pointer, behind } = drag;
    drag = null;
    row.classList.remove("dragged");
    if (list.hasPointerCapture(pointer)) list.releasePointerCapture(pointer);
    if (row.parentElement !== list || row.nextElementSibling === behind) return;
    if (stays) moved(row); else list.insertBefore(row, behind);
  };

  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest?.("[data-grip]")?.closest(ROW);
    if (!row || drag || event.button !== 0) return;
    event.preventDefault();
    // The list and not the grip: what is moved about on a page loses its pointer.
    const list = row.parentElement;
    list.setPointerCapture(event.pointerId);
    drag = { row, list, pointer: event.pointerId, behind: row.nextElementSibling, y: event.clientY };
    row.classList.add("dragged");
    requestAnimationFrame(scroll);
  });
  document.addEventListener("pointermove", (event) => {
    if (drag?.pointer !== event.pointerId) return;
    drag.y = event.clientY;
    follow();
  });
  document.addEventListener("pointerup", (event) => { if (drag?.pointer === event.pointerId) end(true); });
  document.addEventListener("pointercancel", (event) => { if (drag?.pointer === event.pointerId) end(false); });
  document.addEventListener("keydown", (event) => {
    if (!drag || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(false);
  }, true);
})();
