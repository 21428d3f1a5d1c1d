// Small comforts only: every page reads and works without this file.
import htmx from "htmx.org";
import { copyOnClick } from "./comforts/copy.js";
import { walkTheLine } from "./comforts/line.js";
import { pressLetters, walkLists } from "./comforts/lists.js";
import { openPalette } from "./comforts/palette.js";
import { showOpenRoom } from "./comforts/rooms.js";
import { switchTheme } from "./comforts/theme.js";
import { showWaiting } from "./comforts/waiting.js";

// The page's policy forbids inline styles and eval; htmx needs neither.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // htmx would keep pages, with names in them, in the browser's storage
htmx.config.refreshOnHistoryMiss = true;

// The token stands in the page's own forms; the cookie stays out of reach of scripts.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) detail.headers["X-CSRFToken"] = token.value;
});

showWaiting();
copyOnClick();
openPalette();
walkLists();
pressLetters();
walkTheLine();
showOpenRoom();
switchTheme();
