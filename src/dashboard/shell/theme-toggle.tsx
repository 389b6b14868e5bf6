import { useSyncExternalStore } from "react";
import { theme } from "../ui/theme.js";

export function ThemeToggle() {
  const dark = useSyncExternalStore(theme.subscribe, theme.get) === "dark";
  return (
    <button
      type="button"
      className="icon-button"
      aria-pressed={dark}
      aria-label="Dark theme"
      title={dark ? "Dark theme is on" : "Dark theme is off"}
      onClick={() => theme.choose(dark ? "light" : "dark")}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </button>
  );
}
