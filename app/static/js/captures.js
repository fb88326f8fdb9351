// The capture bar: words wait in this browser, locked away, until the server says that it has them; in order, each once.
(() => {
  const find = (id) => document.getElementById(id);
  const box = find("waiting");
  if (!box) return;
  const { url, place, writer, keys, now, ...words } = box.dataset;
  const AES = "AES-GCM", list = box.querySelector("ol"), link = find("connection");
  const say = (value) => dispatchEvent(new CustomEvent("said", { detail: { value } }));
  const waits = (one) => !one.why;
  // When this page began, by the server's clock: this device's own may be wrong, or be put right in the middle.
  const began = Date.parse(now) - performance.getEntriesByType("navigation")[0].responseStart;
  let queue = [], taking, sending, late, again, tries = 0;

  // ---- Kept: sealed with a key that the page was given, and that is stored nowhere here ----

  const open = (hex) => crypto.subtle.importKey("raw", Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16)), AES, false, ["encrypt", "decrypt"]);

  async function read() {
    const sealed = Uint8Array.from(JSON.parse(sessionStorage[place] ?? "[]"));
    if (!sealed.length) return;
    for (const key of keys.split(" "))
      try {
        const text = await crypto.subtle.decrypt({ name: AES, iv: sealed.slice(0, 12) }, await open(key), sealed.slice(12));
        return queue.unshift(...JSON.parse(new TextDecoder().decode(text)));
      } catch { /* locked by another sign-in */ }
    say(words.locked);
  }

  async function write() {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(queue.filter((one) => !one.left)));
    const sealed = await crypto.subtle.encrypt({ name: AES, iv }, await open(keys.slice(0, 64)), text);
    sessionStorage[place] = JSON.stringify([...iv, ...new Uint8Array(sealed)]);
  }

  const unsafe = () => { find("waiting-unsafe").hidden = false; };
  let kept = read().catch(unsafe);
  const keep = () => (kept = kept.then(write).catch(unsafe)); // one after the other: the newest stands

  // ---- Shown ----

  function draw() {
    const waiting = queue.filter(waits).length, all = queue.filter((one) => !one.left).length;
    const title = all ? (waiting ? `${words.waiting} (${waiting})` : `${words.refused} (${all})`) : words.left;
    const held = box.contains(document.activeElement), sign = find("capture-state");
    box.hidden = !late && waiting === queue.length;
    find("waiting-title").textContent = title;
    list.replaceChildren(...queue.map(row));
    if (held) box.focus();
    if (!sign) return;
    sign.textContent = !all ? words.saved : box.hidden ? words.saving : title;
    if (all && !box.hidden) sign.href = "#waiting";
    else sign.removeAttribute("href");
    sign.hidden = false;
  }

  function row(one) {
    const item = box.querySelector("template").content.firstElementChild.cloneNode(true);
    const state = (item.dataset.state = one.left ? "left" : one.why ? "refused" : "waiting");
    item.querySelector(".badge").textContent = one.label;
    item.querySelector("strong").textContent = (!one.left && one.why) || words[state];
    item.querySelector(".words").textContent = one.text;
    return item;
  }

  box.addEventListener("click", ({ target }) => {
    const { name } = target.closest("button") ?? {}, place = [...list.children].indexOf(target.closest("li")), one = queue[place];
    if (!name) return;
    if (name === "copy") return navigator.clipboard.writeText(one.text).then(() => say(words.copied));
    if (name === "edit") {
      const { text, owner, due_on } = find("capture-form").elements;
      if (text.value) return say(words.busy);
      [text.value, owner.value, due_on.value] = [one.text, one.owner, one.due_on];
      find("capture-kind-" + one.kind).checked = true;
      queue.splice(place, 1);
      text.focus();
    } else one.left = !one.left;
    keep();
    draw();
  });

  // A form that is open already is not opened twice: what was typed in it stays.
  addEventListener("htmx:before:request", (event) => {
    const form = find(event.detail.ctx.sourceElement.id.replace(/^change-link/, "change"));
    if (!form?.closest("#changing") || form === event.detail.ctx.sourceElement) return;
    event.preventDefault();
    form.focus();
  });

  // Left as it is: the form that changes something goes, the page stays.
  addEventListener("click", (event) => {
    const form = event.target.closest?.("#changing [id^=change-leave]")?.closest("form");
    if (!form) return;
    event.preventDefault();
    form.remove();
    find(form.id.replace("change", "change-link"))?.focus();
  });

  // ---- Sent ----

  addEventListener("submit", async (event) => {
    const form = event.target, { text, kind, owner, due_on } = form.elements, typed = text?.value;
    if (form.id !== "capture-form" || !typed.trim()) return; // the server says what is missing
    event.preventDefault();
    event.stopPropagation();
    if (taking) return;
    taking = true;
    queue.push({
      once: crypto.getRandomValues(new Uint32Array(4)).join("-"), text: typed, kind: kind.value, owner: owner.value, due_on: due_on.value,
      step: find("now").dataset.item, said: Math.round(began + performance.now()), label: form.querySelector(":checked + span").textContent,
    });
    await keep();
    if (text.value === typed) text.value = owner.value = due_on.value = "";
    form.querySelector(".error-summary")?.remove();
    taking = false;
    text.focus();
    draw();
    send();
  }, true);

  async function send() {
    clearTimeout(again);
    if (sending) return;
    sending = true;
    let one;
    while ((one = queue.find(waits)) && await deliver(one)) tries = 0;
    sending = false;
    if (one && !late) say(words.late);
    late = !!one;
    if (one) again = setTimeout(send, Math.min(30000, 1000 * 2 ** tries++));
    draw();
  }

  // Whether the next one may go: this one is with the server, or needs the person. A proxy's own page is no answer.
  async function deliver(one) {
    const { said: said_at, label, asked = 0, ...form } = one;
    let answer, page;
    try {
      const body = new URLSearchParams({ ...form, writer, said_at });
      answer = await fetch(url, { method: "POST", body, headers: { "HX-Request-Type": "partial" }, signal: AbortSignal.timeout(20000) });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch { return; }
    const { status, headers } = answer;
    find("waiting-signed-out").hidden = status !== 401;
    if (headers.has("Kept")) {
      queue.splice(queue.indexOf(one), 1);
      say(JSON.parse(headers.get("HX-Trigger") ?? "{}").said ?? words.saved);
      if (link?.dataset.state !== "live") document.body.dispatchEvent(new Event("notes"));
    } else {
      one.asked = asked + 1;
      const passes = status > 499 || status === 401 || status === 429 || (headers.has("Retry-After") && asked < 5);
      one.why = !passes && page.querySelector(".error-summary li, #flash p")?.textContent;
      if (!one.why) return;
      say(words.refused + ". " + one.why);
    }
    await keep();
    return true;
  }

  function hurry() {
    tries = 0;
    if (queue.some(waits)) send();
  }

  // What is mostly caught now is chosen beforehand, never under somebody who is about to write.
  let usual = find("now")?.dataset.catch;
  addEventListener("htmx:after:swap", () => {
    const next = find("now")?.dataset.catch, field = find("capture-field-text");
    if (!next || next === usual) return;
    usual = next;
    if (!field.value && document.activeElement !== field) find("capture-kind-" + next).checked = true;
  });

  addEventListener("online", hurry);
  addEventListener("focus", hurry);
  addEventListener("reconnected", hurry, true);
  addEventListener("beforeunload", (event) => { if (queue.some((one) => !one.left)) event.preventDefault(); });
  kept.then(() => {
    late = queue.length;
    if (late) draw();
    hurry();
  });
})();
