// What is being written is read after a pause, and suggestions are put in place. Everything works without this file.
(() => {
  let timer, writing;
  const spotIn = (form) => form?.querySelector("[data-coach]");

  async function read(form, did = "") {
    clearTimeout(timer);
    writing = null;
    const spot = spotIn(form), mine = (spot.turn = {});
    const body = new URLSearchParams(new FormData(form));
    body.delete("once");
    for (const name of ["of", "prefix", "called"]) body.set("coach-" + name, spot.dataset[name]);
    body.set("coach-did", did);
    let answer, text;
    try {
      answer = await fetch(spot.dataset.coach, { method: "POST", body, headers: { "HX-Request-Type": "partial" }, signal: AbortSignal.timeout(8000) });
      text = await answer.text();
    } catch { return; } // silence: what is sent is read all the same
    // Whoever is choosing among the findings meanwhile keeps them.
    if (answer.status !== 200 || spot.turn !== mine || (!did && spot.contains(document.activeElement))) return;
    const [status, place] = spot.children;
    place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    const said = place.querySelector("[data-said]")?.textContent ?? "";
    if (status.textContent !== said) status.textContent = said;
    if (did) place.querySelector("[data-focus]")?.focus();
  }

  function use(button) {
    const [name, start, end] = button.value.split(":"), field = button.form.elements[name], row = button.closest("li");
    // As it was read: an accent of its own is no letter.
    const plain = field.value.normalize();
    if (plain !== field.value) field.value = plain;
    const letters = [...field.value], length = (from, to) => letters.slice(from, to).join("").length;
    const from = length(0, start), to = from + length(start, end), { instead } = row.dataset;
    if (field.value.slice(from, to) !== row.querySelector("mark").textContent) return false;
    field.focus({ preventScroll: true });
    field.setSelectionRange(from, to);
    // The old way leaves the browser's own undo whole; the new one does not.
    if (!document.execCommand("insertText", false, instead)) field.setRangeText(instead, from, to, "end");
    return true;
  }

  addEventListener("input", ({ target }) => {
    const spot = spotIn(target.form);
    if (!spot || spot.contains(target)) return;
    clearTimeout(timer);
    writing = target.form;
    timer = setTimeout(read, 800, writing);
  });

  addEventListener("focusout", () => { if (writing?.isConnected) read(writing); });

  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-coach] [name^=use]");
    if (!button) return;
    event.preventDefault();
    const { form } = button, all = [...spotIn(form).querySelectorAll("[name=use]")].reverse();
    const used = (button.name === "use" ? [button] : all).map(use);
    read(form, used.includes(false) ? "moved" : "used");
  });
})();
