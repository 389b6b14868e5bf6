import { useNow } from "../../../ui/time.js";

/** How old the figures are. Not heard each second; it stands there for whoever asks. */
export function Updated({ at, isOld }: { at: number; isOld: boolean }) {
  const seconds = Math.max(0, Math.floor((useNow(1_000) - at) / 1_000));
  return (
    <p className={isOld ? "pipeline__old num" : "muted num"}>
      Updated {seconds} s ago
      {isOld && ": the service does not answer"}
    </p>
  );
}
