// A question's page saves itself: two seconds after a pause, and when somebody leaves. Everything works without this file.
(() => {
  const form = document.getElementById("case-form"), line = document.getElementById("saved");
  // Two answers stand on the page: nothing is saved before somebody has chosen.
  const choosing = "choose" in form.dataset;
  let timer, trying, sending, leaving, state = "";

  function all(...without) {
    const data = new URLSearchParams(new FormData(form));
    for (const name of without) data.delete(name);
    return data;
  }

  const words = () => all("once", "seen", "sent", "from_check").toString();
  let kept = choosing || "unsaved" in form.dataset ? null : words();

  function body() {
    const data = all("once");
    data.set("then", "keep");
    return data;
  }

  // Until an answer comes, these may have been saved or not: the page says that they are its own.
  function remember(text) {
    const sent = [...form.querySelectorAll("[name=sent]")];
    if (sent.some((field) => field.value === text)) return;
    if (sent.length > 4) sent[1].remove();
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "sent", value: text }));
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function become(next, text) {
    if (next !== "saved" && next !== state) dispatchEvent(new CustomEvent("said", { detail: { value: text.split(". ")[0] } }));
    state = next;
  }

  function save() {
    clearTimeout(timer);
    if (!trying && !choosing && words() !== kept) trying = send(words()).finally(() => { trying = sending = null; });
    return trying;
  }

  async function send(now) {
    const sent = body();
    remember((sending = now));
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, headers: { "HX-Request-Type": "partial" }, keepalive: true, signal: AbortSignal.timeout(15000) });
      const told = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      const said = told.querySelector("[data-state]");
      if (!said) return fail(answer.status === 401 ? "out" : answer.status === 409 || answer.status >= 500 ? "lost" : "no");
      take(told, now, said);
    } catch { return fail("lost"); }
    if (state === "saved" && words() !== kept) later(2000);
  }

  function take(told, now, said) {
    const held = line.contains(document.activeElement) && document.activeElement.id;
    line.replaceChildren(...told.childNodes);
    if (held) (document.getElementById(held) ?? line).focus();
    become(said.dataset.state, said.textContent);
    if (state !== "saved") return;
    kept = now;
    for (const field of form.querySelectorAll("[name=sent]")) field.remove();
  }

  function fail(next) {
    const text = line.querySelector("p");
    text.textContent = line.dataset[next];
    text.dataset.state = next;
    become(next, line.dataset[next]);
    if (next !== "no") later(5000);
  }

  if (kept === null) later(2000);
  form.addEventListener("input", () => later(2000));
  form.addEventListener("change", () => later(0));
  addEventListener("online", () => later(0));
  addEventListener("pageshow", () => { leaving = false; });
  document.getElementById("keep-theirs")?.addEventListener("click", () => { leaving = true; });

  form.addEventListener("submit", async (event) => {
    const { submitter } = event, cut = !navigator.onLine || state === "lost" || state === "out";
    if (!choosing && cut && words() !== kept) {
      // Pressed without a connection, this page would be gone, and the words with it.
      event.preventDefault();
      await save();
      if (state === "saved") form.requestSubmit(submitter);
      return;
    }
    leaving = true;
    remember(words());
  });

  // What could not be saved is in this page alone.
  addEventListener("beforeunload", (event) => {
    if (!leaving && words() !== kept && (choosing || (state && state !== "saved"))) event.preventDefault();
  });

  addEventListener("pagehide", () => {
    const now = words();
    if (leaving || choosing || now === kept || now === sending) return;
    navigator.sendBeacon(form.action, body());
    remember(now);
  });
})();
