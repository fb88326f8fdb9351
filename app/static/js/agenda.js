// Steps of an agenda are dragged by their handle, with a mouse, a pen or a finger. The buttons do the same.
(() => {
  let step, list, from, nudge, still;

  const steps = () => [...list.children].filter((one) => one.dataset.move);

  function showHandles() {
    for (const handle of document.querySelectorAll("#agenda-steps .handle")) handle.hidden = false;
  }

  function begin(event) {
    const handle = event.target.closest?.("#agenda-steps .handle");
    if (!handle || event.button) return;
    event.preventDefault();
    step = handle.closest("[data-move]");
    list = step.parentElement;
    from = steps().indexOf(step);
    nudge = event.clientY;
    step.classList.add("dragging");
    addEventListener("pointermove", move);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", leave);
    still = setInterval(scroll, 16);
  }

  function move(event) {
    nudge = event.clientY;
    const over = steps().find((one) => one !== step && within(one.getBoundingClientRect(), nudge));
    if (!over) return;
    const box = over.getBoundingClientRect();
    // Only once the pointer is past its middle, or steps of different heights would jump to and fro.
    if (nudge > box.top + box.height / 2 && comesBefore(step, over)) over.after(step);
    if (nudge < box.top + box.height / 2 && comesBefore(over, step)) over.before(step);
  }

  const within = (box, y) => y >= box.top && y <= box.bottom;
  const comesBefore = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;

  function scroll() {
    const edge = 64;
    if (nudge < edge) scrollBy(0, -10);
    if (nudge > innerHeight - edge) scrollBy(0, 10);
  }

  function stop() {
    step.classList.remove("dragging");
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", leave);
    clearInterval(still);
  }

  function leave() {
    stop();
    const others = steps().filter((one) => one !== step);
    others[from] ? others[from].before(step) : list.append(step);
  }

  function drop() {
    stop();
    const place = steps().indexOf(step);
    if (place === from) return;
    // The step's own button sends it, so that a drag and a press take the same way.
    const button = document.getElementById("up-" + step.id.slice(5));
    button.value = place + 1;
    button.focus({ preventScroll: true });
    button.click();
  }

  function escape(event) {
    if (event.key === "Escape" && step?.classList.contains("dragging")) leave();
  }

  addEventListener("pointerdown", begin);
  addEventListener("mousedown", (event) => { if (event.target.closest?.("#agenda-steps .handle")) event.preventDefault(); }); // or text is selected
  addEventListener("keydown", escape);
  addEventListener("htmx:after:swap", showHandles);
  showHandles();
})();
