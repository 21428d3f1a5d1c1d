// On a phone the rooms do not fit beside each other: the one that is open comes into sight.
export function showOpenRoom() {
  const rooms = document.querySelector(".rooms");
  const open = rooms?.querySelector("[aria-current]");
  if (!open) return;
  const [all, one] = [rooms.getBoundingClientRect(), open.getBoundingClientRect()];
  rooms.scrollLeft += one.left - all.left - (all.width - one.width) / 2;
}
