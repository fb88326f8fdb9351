// The time in words: beside the clock's face for whoever hears the page, and aloud when somebody asks for it.
(() => {
  const find = (query) => document.querySelector(query);
  const words = (query) => find(query)?.textContent.trim().replace(/\s+/g, " ");
  const some = (number, noun) => (number ? `${number} ${noun}${number === 1 ? "" : "s"}` : "");

  function inWords(face) {
    const [minutes, seconds] = face.replace("+", "").split(":").map(Number);
    return [some(minutes, "minute"), some(seconds, "second")].filter(Boolean).join(" ") || "0 seconds";
  }

  function keepUp() {
    const face = find(".timer-face");
    if (face) find(".timer-spoken").textContent = inWords(face.textContent);
  }

  const sayTime = document.getElementById("say-time");
  if (sayTime) {
    sayTime.hidden = false;
    sayTime.addEventListener("click", () => {
      keepUp();
      const time = find("#timer") && `${words(".timer-spoken")} ${words(".timer-words")}`;
      const value = [time, words("#now .live-place"), words("#now .live-step"), words("#now-title"), words("#now .live-speaker")].filter(Boolean).join(". ");
      dispatchEvent(new CustomEvent("said", { detail: { value } }));
    });
  }
  setInterval(keepUp, 1000);
})();
