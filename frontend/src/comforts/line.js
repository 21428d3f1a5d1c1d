// On the map of the line the arrows go from station to station, up and down from line to line.
const middle = (station) => {
  const box = station.getBoundingClientRect();
  return box.left + box.width / 2;
};

function along(station, step) {
  const all = [...document.querySelectorAll(`.map [data-line="${station.dataset.line}"]`)];
  return all[all.indexOf(station) + step];
}

function across(station) {
  const others = [...document.querySelectorAll(".map [data-line]")].filter((s) => s.dataset.line !== station.dataset.line);
  const far = (other) => Math.abs(middle(other) - middle(station));
  return others.sort((one, other) => far(one) - far(other))[0];
}

export function walkTheLine() {
  document.addEventListener("keydown", (event) => {
    const station = event.target.closest?.(".map [data-line]");
    if (!station) return;
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    let next;
    if (event.key === forward) next = along(station, 1);
    else if (event.key === back) next = along(station, -1);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") next = across(station);
    else return;
    event.preventDefault();
    next?.focus();
  });
}
