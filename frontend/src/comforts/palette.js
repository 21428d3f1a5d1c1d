const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function options(palette) {
  return [...palette.querySelectorAll("[role=option]")];
}

function mark(palette, chosen) {
  for (const option of options(palette)) option.setAttribute("aria-selected", String(option === chosen));
  const input = palette.querySelector("input[role=combobox]");
  if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
  else input.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

function narrow(palette, words) {
  for (const option of options(palette)) option.hidden = !folded(option.textContent).includes(folded(words));
  mark(palette, null); // Enter searches, unless an act was chosen with the arrows
}

function step(palette, by) {
  const shown = options(palette).filter((option) => !option.hidden);
  if (!shown.length) return;
  const at = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
  mark(palette, shown[(at + by + shown.length + (at < 0 && by < 0 ? 1 : 0)) % shown.length]);
}

function go(option) {
  window.location.assign(option.dataset.url);
}

function onKey(palette, event) {
  const chosen = palette.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") step(palette, 1);
  else if (event.key === "ArrowUp") step(palette, -1);
  else if (event.key === "Enter" && chosen) go(chosen);
  else return;
  event.preventDefault();
}

// Ctrl K opens one place for everything: an act is chosen with the arrows, any other word is searched for.
export function openPalette() {
  const palette = document.querySelector("dialog.palette");
  if (!palette) return;
  const input = palette.querySelector("input[role=combobox]");
  input.addEventListener("input", () => narrow(palette, input.value));
  palette.addEventListener("keydown", (event) => onKey(palette, event));
  palette.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
    if (event.target === palette) palette.close();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (palette.open) return;
    input.value = "";
    narrow(palette, "");
    palette.showModal();
  });
}
