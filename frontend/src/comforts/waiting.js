import { say, wordsFor } from "./spoken.js";

// Most answers come at once: nothing shows before 400 ms, bones after, words after 2 s.
const bones_after_ms = 400;
const words_after_ms = 2000;
const timers = new WeakMap();

function start({ detail: { target } }) {
  if (!target) return;
  timers.set(target, [
    setTimeout(() => {
      target.dataset.waiting = "";
      target.setAttribute("aria-busy", "true");
    }, bones_after_ms),
    setTimeout(() => say(wordsFor("stillReading")), words_after_ms),
  ]);
}

function stop({ detail: { target } }) {
  if (!target) return;
  for (const timer of timers.get(target) ?? []) clearTimeout(timer);
  timers.delete(target);
  delete target.dataset.waiting;
  target.removeAttribute("aria-busy");
  say("");
}

function fail(event) {
  stop(event);
  say(wordsFor("noAnswer"));
}

export function showWaiting() {
  document.addEventListener("htmx:beforeRequest", start);
  document.addEventListener("htmx:afterRequest", stop);
  document.addEventListener("htmx:sendError", fail);
  document.addEventListener("htmx:timeout", fail);
}
