// Alt+Shift and a letter press what carries that key, or go there: by the letter printed on it, or by its place where Alt
// writes another sign. AltGr is left alone.
addEventListener("keydown", (event) => {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.repeat) return;
  if (event.getModifierState("AltGraph")) return;
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.code.replace("Key", "");
  const carriers = [...document.querySelectorAll(`[aria-keyshortcuts="Alt+Shift+${letter}"]`)];
  const one = carriers.find((each) => !each.disabled && each.checkVisibility());
  if (!one) return;
  event.preventDefault();
  if (!one.matches("textarea")) one.click();
  if (one.matches("textarea, summary, [type=radio]")) (one.form?.elements.text ?? one).focus();
});
