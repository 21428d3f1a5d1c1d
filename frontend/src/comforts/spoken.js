// One live region in the page says what changed to those who cannot see it.
export function say(words) {
  const region = document.getElementById("spoken");
  if (region) region.textContent = words;
}

// The words themselves come from the page, because they are translated there.
export function wordsFor(name) {
  return document.getElementById("spoken")?.dataset[name] ?? "";
}
