// Rows of a form that go up and down. The order in which they stand is the order in which they are sent. Without this
// the same buttons send the form, and the server moves the row.
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move-row]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const up = button.dataset.moveRow === "up";
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other?.matches("[data-row]")) return;
    if (up) other.before(row);
    else other.after(row);
    // A button at the end of the list is out of sight: its fellow takes the focus.
    const stays = button.checkVisibility();
    (stays ? button : row.querySelector(`[data-move-row="${up ? "down" : "up"}"]`)).focus();
    row.parentElement.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
