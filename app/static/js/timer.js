// Counts to the end time that the server gave, by the server's clock: this device's own may be wrong.
(() => {
  const SAID = [[300, "Five minutes left."], [60, "One minute left."], [0, "The time for this step is used up."]];
  const came = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
  let arrived = Date.now() - (performance.now() - came); // when this page's first bytes came, not when this script ran
  let timer, shown, ends, offset, last, step, wait;

  const say = (value) => dispatchEvent(new CustomEvent("said", { detail: { value } }));

  function face(seconds) {
    const all = Math.abs(seconds);
    return (seconds < 0 ? "+" : "") + Math.floor(all / 60) + ":" + String(all % 60).padStart(2, "0");
  }

  function tick() {
    clearTimeout(wait);
    if (!timer?.isConnected || !timer.dataset.endsAt) return;
    const milliseconds = Date.parse(timer.dataset.endsAt) - Date.now() - offset;
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
    if (timer) offset = Date.parse(timer.dataset.now) - arrived;
    tick();
  }

  addEventListener("htmx:before:response", () => { arrived = Date.now(); });
  addEventListener("htmx:after:swap", () => {
    const fresh = document.getElementById("timer");
    if (fresh !== timer || fresh?.dataset.now !== shown) begin();
  });
  begin();
})();
