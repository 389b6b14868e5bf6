import { useSyncExternalStore } from "react";
import { createStore } from "../api/store.js";

interface Toast {
  readonly id: number;
  readonly text: string;
}

const SHOWN_MS = 6_000;
const MOST = 3;
const store = createStore<readonly Toast[]>([]);
let count = 0;

/** Says for a moment that something was done. What went wrong belongs beside what was tried. */
export function toast(text: string): void {
  const id = ++count;
  store.set([...store.get(), { id, text }].slice(-MOST));
  setTimeout(() => store.set(store.get().filter((one) => one.id !== id)), SHOWN_MS);
}

export function Toasts() {
  const toasts = useSyncExternalStore(store.subscribe, store.get);
  return (
    <div className="toasts" role="log" aria-live="polite" aria-label="What was done">
      {toasts.map(({ id, text }) => (
        <p key={id} className="toast">
          {text}
        </p>
      ))}
    </div>
  );
}
