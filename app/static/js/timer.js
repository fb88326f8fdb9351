// Counts to the end time that the server gave, by the server's clock. This device's own clock may be wrong, may be
// changed, and may stand still while the device sleeps: it counts only as a sign to measure again.
(() => {
  const SAID = [[300, "Five minutes left."], [60, "One minute left."], [0, "The time for this step is used up."]];
  const say = (value) => dispatchEvent(new CustomEvent("said", { detail: { value } }));
  // By how much the server's clock is ahead of this page's: every round trip gives bounds, and what all allow is kept.
  let least, most, ahead, width;
  let timer, shown, ends, last, step, wait, again, turn = 0, gap;

  function forget() {
    least = -Infinity;
    most = Infinity;
  }

  // The server read `moment` off its clock somewhere between `sent` and `got`.
  function learn(moment, sent, got) {
    if (moment - got > most || moment - sent < least) forget(); // one of the clocks has jumped
    least = Math.max(least, moment - got);
    most = Math.min(most, moment - sent);
    const middle = (least + most) / 2, nearest = Math.min(Math.max(ahead, least), most);
    // What was known better before is moved no further than it must; what is too little to be seen, not at all.
    const meant = width <= most - least ? nearest : middle;
    if (Math.abs(meant - ahead) < 250) return;
    ahead = meant;
    width = most - least;
    tick();
  }

  async function measure() {
    if (document.hidden || !timer) return;
    const mine = ++turn;
    clearTimeout(again);
    again = setTimeout(measure, 180000);
    try {
      for (let tries = 0; tries < 6 && (tries < 1 || most - least > 100); tries++) {
        const sent = performance.now();
        const answer = await fetch(timer.dataset.clock);
        const got = performance.now();
        const moment = +(await answer.text());
        if (mine !== turn) return;
        if (answer.ok) learn(moment, sent, got);
      }
    } catch { // no connection
      if (mine === turn) again = setTimeout(measure, 5000);
    }
  }

  function doubt() {
    forget();
    measure();
  }

  function face(seconds) {
    const all = Math.abs(seconds);
    return (seconds < 0 ? "+" : "") + Math.floor(all / 60) + ":" + String(all % 60).padStart(2, "0");
  }

  function tick() {
    clearTimeout(wait);
    const now = Date.now() - performance.now();
    if (Math.abs(now - gap) > 500) doubt();
    gap = now;
    if (!timer?.isConnected || !timer.dataset.endsAt || ahead === undefined) return;
    const milliseconds = Date.parse(timer.dataset.endsAt) - performance.now() - ahead;
    const left = Math.ceil(milliseconds / 1000);
    const over = left < 0;
    timer.querySelector(".timer-face").textContent = face(left);
    timer.querySelector(".timer-words").textContent = (over ? "over " : "left of ") + timer.dataset.minutes + " minutes";
    timer.querySelector("progress").value = Math.min(timer.dataset.minutes * 60, timer.dataset.minutes * 60 - left);
    timer.dataset.state = over ? "over" : "running";
    for (const [at, words] of SAID) if (last > at && left <= at) say(words);
    last = left;
    wait = setTimeout(tick, (((milliseconds % 1000) + 1000) % 1000) + 15);
  }

  function begin() {
    const now = document.getElementById("now");
    timer = document.getElementById("timer");
    if (step !== undefined && now && now.dataset.step !== step) say("Now: " + document.getElementById("now-title").textContent);
    step = now?.dataset.step;
    shown = timer?.dataset.now;
    if (ends !== timer?.dataset.endsAt) last = undefined; // another end: what was crossed before does not count
    ends = timer?.dataset.endsAt;
    if (timer && !turn) measure();
    if (Date.parse(shown) - performance.now() > most) doubt(); // the server was already further than we believed
    tick();
  }

  addEventListener("htmx:after:swap", () => {
    if (document.getElementById("timer") || timer) begin();
  });
  // Before it is painted: what the server counted may be a second old by now.
  new MutationObserver(begin).observe(document.body, { subtree: true, attributeFilter: ["data-now"] });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) doubt(); });
  document.addEventListener("visibilitychange", doubt); // the device may have slept
  document.body.addEventListener("reconnected", () => setTimeout(doubt, 2000 * Math.random())); // not all at once
  forget();
  const page = performance.getEntriesByType("navigation")[0];
  timer = document.getElementById("timer");
  if (timer && page) learn(Date.parse(timer.dataset.now), page.requestStart, page.responseStart);
  begin();
})();
