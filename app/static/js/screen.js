// The big screen: a key that blanks it, the whole display, and a display that stays awake.
(() => {
  const full = document.getElementById("full-screen");
  const hasKeys = document.getElementById("screen").hasAttribute("data-keys");
  const isBlank = () => location.hash === "#blank";

  // The address says whether it is blank: so it stays so through every refresh and reload, and works without this file.
  function turn(on) {
    location.replace(on ? "#blank" : "#blank-press");
    document.getElementById(on ? "show-press" : "blank-press").focus();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "Escape" && isBlank()) turn(false);
    if (hasKeys && (event.key === "." || event.code === "KeyB")) turn(!isBlank());
  });

  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    full.querySelector("span").textContent = document.fullscreenElement ? "Leave full screen" : "Full screen";
  });

  const stayAwake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
