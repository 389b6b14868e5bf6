import { createStore } from "../api/store.js";

type Theme = "light" | "dark";

const KEY = "stockfeed.theme";
const preferred = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme | null {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : null;
}

const store = createStore<Theme>(chosen() ?? system());

function system(): Theme {
  return preferred.matches ? "dark" : "light";
}

function show(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  store.set(theme);
}

/** As the system says, until somebody chooses. */
export const theme = {
  get: store.get,
  subscribe: store.subscribe,
  choose(choice: Theme): void {
    // What the system says anyway needs no remembering, and follows it again.
    if (choice === system()) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
    show(choice);
  },
};

preferred.addEventListener("change", () => {
  if (chosen() === null) show(system());
});
show(store.get());
