import { isLetter, lettersAreOn, turnLetters } from "./letters.js";

const items = () => [...document.querySelectorAll("[data-keys] tbody tr, ul[data-keys] > li, ol[data-keys] > li")];

function current() {
  const focused = document.activeElement?.closest("[data-keys] tr, [data-keys] > li");
  return focused ?? document.querySelector("[data-keys] [aria-current=true]");
}

function move(step) {
  const all = items();
  const here = current();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(here) + step))];
  if (!next) return;
  for (const item of all) item.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  (next.querySelector("a[href]") ?? next.querySelector("input"))?.focus();
}

function choose() {
  current()?.querySelector("input[type=checkbox]")?.click();
}

// In a list with data-keys: J and K move (arrows too, once inside), X chooses, Enter opens as ever.
export function walkLists() {
  document.addEventListener("keydown", (event) => {
    if (!isLetter(event) || !items().length) return;
    const inside = event.target.closest?.("[data-keys]");
    if (event.key === "j" || (inside && event.key === "ArrowDown")) move(1);
    else if (event.key === "k" || (inside && event.key === "ArrowUp")) move(-1);
    else if (event.key === "x") choose();
    else return;
    event.preventDefault();
  });
}

function fillSheet(sheet) {
  const seen = sheet.querySelector("[data-letters-here]");
  const letters = new Set();
  seen.replaceChildren();
  for (const button of document.querySelectorAll("[data-key]")) {
    if (letters.has(button.dataset.key)) continue; // the first of two takes the key, and the sheet says so once
    letters.add(button.dataset.key);
    const row = seen.appendChild(document.createElement("div"));
    row.appendChild(document.createElement("dt")).textContent = button.dataset.what ?? button.textContent.trim();
    const key = row.appendChild(document.createElement("dd")).appendChild(document.createElement("kbd"));
    key.textContent = button.dataset.key.toUpperCase();
  }
}

// A button with data-key="c" is pressed by C; "?" shows the sheet of all keys, which can turn them off.
export function pressLetters() {
  const sheet = document.querySelector("dialog.sheet");
  const tick = sheet?.querySelector("[data-letters]");
  if (tick) {
    tick.checked = lettersAreOn();
    tick.addEventListener("change", () => turnLetters(tick.checked));
  }
  for (const opener of document.querySelectorAll("[data-opens-sheet]")) {
    opener.addEventListener("click", () => {
      fillSheet(sheet);
      sheet.showModal();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!isLetter(event)) return;
    if (event.key === "?" && sheet) {
      fillSheet(sheet);
      sheet.showModal();
      event.preventDefault();
      return;
    }
    if (!/^[a-z0-9]$/i.test(event.key)) return;
    const button = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
