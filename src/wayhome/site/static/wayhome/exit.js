// Leave this page at once: by the button, or by pressing Esc twice within a second.
// The page goes blank before the other one answers, and the way back does not lead here.
(() => {
  const within_ms = 1000;
  let pressed_at = -Infinity;

  function leave(url) {
    document.documentElement.hidden = true;
    document.title = "";
    window.location.replace(url);
  }

  document.addEventListener("click", (event) => {
    const exit = event.target.closest("[data-exit]");
    if (!exit) return;
    event.preventDefault();
    leave(exit.href);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const exit = document.querySelector("[data-exit]");
    if (exit && event.timeStamp - pressed_at < within_ms) leave(exit.href);
    pressed_at = event.timeStamp;
  });
})();
