// Runs before the first paint, so that a page never flashes in the wrong theme at night.
// The reader's choices live in this browser alone; without this file the system's choice holds.
(() => {
  const root = document.documentElement;
  root.classList.add("has-script");
  for (const name of ["theme", "contrast", "rows"]) {
    try {
      const chosen = localStorage.getItem(`wayhome.${name}`);
      if (chosen) root.dataset[name] = chosen;
    } catch {
      return; // storage is forbidden here: the system's choice holds
    }
  }
})();
