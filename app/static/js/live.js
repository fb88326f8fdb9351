// Follows a running meeting: the stream says which noun changed, and each fragment that shows it fetches itself.
(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const NOUNS = "meetings agenda steps rounds writings presence feedback minutes notes actions miracles barriers attendance cases reflections members guests sync";
  const told = {}; // when each noun was last heard
  const WORDS = { live: "Live", reconnecting: "Reconnecting", paused: "Paused", ended: "Ended: this page no longer follows the meeting" };
  let seen = +root.dataset.seen, tries = 0, missed = false, state = "", source, again, follow, left;
  htmx.config.morphIgnore.push("open", "tabindex"); // what was folded open stays open, and what was given the focus keeps it

  const tell = (noun) => document.body.dispatchEvent(new Event(noun));

  function show(next) {
    if (next === state) return;
    const sign = document.getElementById("connection");
    sign.dataset.state = state = next;
    sign.querySelector("span").textContent = WORDS[next];
  }

  function stop(next) {
    clearTimeout(again);
    source?.close();
    source = null;
    show(next);
  }

  function open() {
    stop("reconnecting");
    source = new EventSource(root.dataset.live + "?seen=" + (missed ? 0 : seen));
    source.onopen = () => {
      if (tries) tell("reconnected");
      tries = 0;
      show("live");
    };
    source.onerror = lost;
    for (const noun of NOUNS.split(" "))
      source.addEventListener(noun, (event) => {
        seen = Math.max(seen, +event.lastEventId);
        if (noun === "sync") missed = false;
        told[noun] = performance.now();
        tell(noun);
      });
  }

  // The longer it was gone, the longer the pause: back soon after a short outage, and not all at once.
  async function lost() {
    stop("reconnecting");
    if (await look()) again = setTimeout(open, Math.min(15000, 400 * 1.12 ** tries++) * (0.7 + 0.6 * Math.random()));
  }

  // Asks how far the others are; catches what a proxy held back. False when the page may not follow any more.
  async function look(isSign) {
    try {
      const signal = AbortSignal.timeout(isSign ? 4000 : 20000);
      const answer = await fetch(root.dataset.versionUrl, { headers: { "HX-Request-Type": "partial" }, signal });
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
        stop("ended");
        if (answer.status === 401) tell("sync"); // every piece is told so, and goes
        return false;
      }
      const version = answer.ok ? +(await answer.text()) : 0;
      if (version && (missed || (version > seen && !(isSign && state === "live")))) { // else the stream is about to say it
        seen = Math.max(seen, version);
        missed = false;
        tell("sync");
      }
    } catch { /* no connection: the stream's own tries go on */ }
    return !document.hidden;
  }

  const follows = () => !document.hidden && state !== "ended";
  setInterval(() => { if (follows()) look(); }, 20000);

  // The page of whoever runs the meeting says that it is there, and when it is put aside on purpose: then it is not missed.
  const runs = () => document.querySelector("[data-runs]");
  const aside = () => { if (runs()) navigator.sendBeacon(runs().dataset.runs); };
  setInterval(() => { if (follows() && runs()) look(true); }, 2000);
  addEventListener("click", ({ target }) => { follow = target.closest?.("a[href]"); });
  addEventListener("beforeprint", aside);

  setInterval(() => { if (follows()) tell("minute"); }, 60000);
  addEventListener("online", () => { if (follows()) open(); });
  addEventListener("pagehide", () => {
    left = true;
    if (follow) aside(); // not when it is closed
    stop("paused");
  });
  addEventListener("pageshow", ({ persisted }) => {
    left = false;
    if (persisted && follows()) open();
  });
  document.addEventListener("visibilitychange", () => {
    if (state === "ended") return;
    if (document.hidden) {
      if (!left) aside();
      return stop("paused");
    }
    tell("sync"); // also the clock: the device may have slept
    open();
  });

  function notSaved({ detail: { ctx } }) {
    // A piece that was told to look again and could not: the next look is at everything.
    if (ctx?.request?.method === "GET") missed = true;
    if (ctx?.request?.method !== "POST" || ctx.response?.status < 500 || ctx.sourceElement.id === "capture-form") return;
    const slip = document.getElementById("slip-form");
    if (slip?.contains(ctx.sourceElement)) document.getElementById("slip-problem").hidden = false;
    dispatchEvent(new CustomEvent("said", { detail: { value: "Not saved yet. Try again." } }));
  }
  addEventListener("htmx:error", notSaved);
  addEventListener("htmx:response:error", notSaved);
  // The answer to a press puts a new piece in place, and with the old one goes what it had just been told to look at.
  addEventListener("htmx:before:request", ({ detail: { ctx } }) => { ctx.began = performance.now(); });
  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.request?.method !== "POST") return;
    for (const noun in told) if (told[noun] > ctx.began) setTimeout(tell, 0, noun);
  });
  addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.swap === "none" && state !== "live") tell("sync");
  });

  if (!document.hidden) open();
  else show("paused");
})();
