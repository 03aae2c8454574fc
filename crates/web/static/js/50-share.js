// The card of how a link looks where it is shared follows what is typed, and shows a picture before it is uploaded.
(() => {
  const field = (id) => document.getElementById(id);
  for (const words of document.querySelectorAll("[data-mirrors]")) {
    const source = field(words.dataset.mirrors);
    source.addEventListener("input", () => { words.textContent = source.value.trim() || (words.dataset.else ?? ""); });
  }

  document.addEventListener("change", (event) => {
    const hides = event.target.dataset?.hides;
    if (hides) field(hides).hidden = event.target.checked;
    const shows = event.target.dataset?.shows;
    const file = shows && event.target.files?.[0];
    if (!file) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const picture = field(shows);
      picture.src = reader.result;
      picture.hidden = false;
    });
    reader.readAsDataURL(file);
  });
})();
