import { say, wordsFor } from "./spoken.js";

// A button with data-copy puts that text on the clipboard; with data-copy-from, the text of that element.
export function copyOnClick() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copyFrom ?? "");
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? source?.value ?? source?.textContent ?? "");
      say(wordsFor("copied"));
      button.dataset.done = "";
    } catch {
      say(wordsFor("notCopied"));
    }
  });
}
