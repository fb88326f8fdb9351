// Somebody leaves the page within the two seconds in which half-typed words would have sent themselves.
(() => {
  const form = document.getElementById("case-form");
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.target?.id === "saved") typed = false;
  });
  addEventListener("pagehide", () => {
    if (!typed) return;
    const words = new URLSearchParams(new FormData(form));
    words.set("then", "keep");
    words.delete("once");
    navigator.sendBeacon(form.action, words);
  });
})();
