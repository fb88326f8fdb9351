// The capture bar of a running meeting: words stay until the server has them, and one token stands for one text.
(() => {
  const isOurs = (ctx) => ctx?.sourceElement?.id === "capture-form";

  addEventListener("input", ({ target }) => {
    if (target.id === "capture-field-text") target.form.once.value = crypto.randomUUID();
  });
  function notSaved({ detail: { ctx } }) {
    if (!isOurs(ctx) || ctx.response?.status < 500) return;
    document.getElementById("capture-problem").hidden = false;
    dispatchEvent(new CustomEvent("said", { detail: { value: "Not saved yet. Try again." } }));
  }
  addEventListener("htmx:error", notSaved);
  addEventListener("htmx:response:error", notSaved);
})();
