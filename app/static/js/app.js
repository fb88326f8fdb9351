// Focus, announcements and two keys. Everything works without this file.
(() => {
  const find = (query, root = document) => root.querySelector(query);
  const lost = () => !document.activeElement || document.activeElement === document.body;
  let held, around, hush;

  function say(words) {
    const status = document.getElementById("status");
    clearTimeout(hush);
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 60); // emptied first, so that the same words are read again
    hush = setTimeout(() => { status.textContent = ""; }, 8000);
  }

  function focus(element, quietly) {
    if (!element.matches("a[href],button,input,select,textarea,summary,[tabindex]")) element.tabIndex = -1;
    element.focus({ preventScroll: quietly });
  }

  function showProblem(root) {
    const box = root.matches?.("[data-focus]") ? root : find("[data-focus]", root);
    if (box) focus(box);
    // Once: a part that is refreshed around it must not call the reader back to it.
    box?.removeAttribute("data-focus");
    const title = document.title.replace(/^Error: /, "");
    document.title = find(".error-summary") ? "Error: " + title : title;
    return box;
  }

  // Signed out: nothing stays to be read here but what somebody is writing, and that is sent as a whole page from now on.
  function lock(link) {
    const mine = [...document.querySelectorAll("#waiting,#main form")].filter((one) => one.matches("#waiting") ||
      [...one.elements].some(({ value, defaultValue, dataset }) => value && (dataset.typed ?? defaultValue ?? value) !== value));
    for (const one of document.querySelectorAll("#main *")) {
      const around = mine.some((part) => one.contains(part));
      one.hidden ||= !around && !mine.some((part) => part.contains(one));
      one.open ||= around;
    }
    addEventListener("submit", (event) => event.stopImmediatePropagation(), true);
    if (link && mine.every((one) => one.hidden)) location = link.href;
  }

  addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (!lost()) held = document.activeElement;
    around = ctx.target?.parentElement?.closest("[id]");
  });

  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const id = ctx.target?.id ?? ctx.target?.slice(1); // told by the answer where it goes, it is a selector
    const root = (id && document.getElementById(id)) || (ctx.target?.isConnected && ctx.target) || around || find("#main");
    if (id === "flash") say(root.textContent.trim());
    const out = find("[data-signed-out]");
    if (out) lock(find("a", out));
    if (!showProblem(root) && held && !held.isConnected && lost()) {
      focus((held.id && document.getElementById(held.id)) || root, true);
      // It may stand in a closed fold now.
      if (lost()) focus(root, true);
    }
    held = null;
  });

  addEventListener("said", (event) => say(event.detail.value));

  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea[data-ctrl-enter]"))
      event.target.form.requestSubmit();
    const menu = event.key === "Escape" && find("details.menu[open]");
    if (menu) {
      menu.open = false;
      find("summary", menu).focus();
    }
  });

  addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });

  for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      say("Copied.");
    });
  }

  showProblem(document);
})();
