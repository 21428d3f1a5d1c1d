// Single letters are keys only while nobody writes, and only as long as the reader wants them
// (WCAG 2.2, 2.1.4: whoever dictates to the computer must be able to turn them off).
const place = "wayhome.letters";

export function lettersAreOn() {
  try {
    return localStorage.getItem(place) !== "off";
  } catch {
    return true; // storage is forbidden here: the usual holds
  }
}

export function turnLetters(on) {
  try {
    localStorage.setItem(place, on ? "on" : "off");
  } catch {
    return; // storage is forbidden here: the choice holds for nothing, and harms nothing
  }
}

export function isLetter(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !lettersAreOn()) return false;
  if (document.querySelector("dialog[open]")) return false;
  return !event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}
