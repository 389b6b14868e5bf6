import { useSyncExternalStore } from "react";
import { connection, type Connection } from "../api/connection.js";
import { useNow } from "../ui/time.js";

const WORDS: Readonly<Record<Connection["state"], string>> = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  offline: "Offline",
};

export function ConnectionState() {
  const { state, since } = useSyncExternalStore(connection.subscribe, connection.get);
  return (
    <span className={`connection connection--${state}`}>
      <span className="connection__dot" aria-hidden="true" />
      <span role="status">{WORDS[state]}</span>
      {state === "reconnecting" && <Elapsed since={since} />}
    </span>
  );
}

/** Beside the status, not in it: nobody wants to hear every second. */
function Elapsed({ since }: { since: number }) {
  const seconds = Math.max(0, Math.round((useNow(1_000) - since) / 1_000));
  return <span className="muted num">{seconds} s</span>;
}
