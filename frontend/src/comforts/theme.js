// The choices stay in this browser; theme.js in the head applies them before the first paint.
const usual = { theme: "system", contrast: "system", rows: "close" };

function remembered(name) {
  try {
    return localStorage.getItem(`wayhome.${name}`) ?? usual[name];
  } catch {
    return usual[name]; // storage is forbidden here
  }
}

function remember(name, value) {
  try {
    if (value === usual[name]) localStorage.removeItem(`wayhome.${name}`);
    else localStorage.setItem(`wayhome.${name}`, value);
  } catch {
    return; // storage is forbidden here: the choice holds for this page
  }
}

function apply(name, value) {
  if (value === usual[name]) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
}

export function switchTheme() {
  for (const input of document.querySelectorAll("[data-look] input")) {
    const value = remembered(input.name);
    input.checked = value === input.value;
    input.addEventListener("change", () => {
      const chosen = input.type === "radio" || input.checked ? input.value : usual[input.name];
      apply(input.name, chosen);
      remember(input.name, chosen);
    });
  }
}
