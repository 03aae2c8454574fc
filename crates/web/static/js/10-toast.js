// What was said stays eight seconds, longer while it is pointed at or focused, and can be sent away.
(() => {
  const leave = (toast) => {
    toast.dataset.leaving = "";
    setTimeout(() => toast.remove(), 300);
  };
  const watch = (toast) => {
    let timer;
    const start = () => { timer = setTimeout(() => leave(toast), 8000); };
    const stop = () => clearTimeout(timer);
    toast.addEventListener("mouseenter", stop);
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("focusout", start);
    toast.querySelector("button")?.addEventListener("click", () => leave(toast));
    start();
  };
  const box = document.getElementById("toasts");
  if (!box) return;
  box.querySelectorAll(".toast").forEach(watch);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.classList?.contains("toast")) watch(node);
  }).observe(box, { childList: true });
})();
