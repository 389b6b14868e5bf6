import { spawn, type ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";

/** Kills what it was told of when its input ends: however this process does. */
const KEEPER = `
pids=" "
while read -r told pid; do
  case $told in
    begun) pids="$pids$pid " ;;
    ended) pids=$(echo "$pids" | sed "s/ $pid / /") ;;
  esac
done
[ "$pids" = " " ] || kill -KILL $pids`;

let keeper: Writable | undefined;

/** The process does not outlive this one, even if nobody is left to end it. */
export function endWithUs(child: ChildProcess): void {
  keeper ??= startKeeper();
  const tell = (what: "begun" | "ended") => keeper?.write(`${what} ${child.pid}\n`);
  if (child.pid === undefined) return;
  tell("begun");
  child.once("exit", () => tell("ended"));
}

/** In a group of its own: Ctrl-C, which ends us, passes it by. */
function startKeeper(): Writable {
  const keeping = spawn("sh", ["-c", KEEPER], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  // Nothing waits for it.
  keeping.unref();
  (keeping.stdin as Socket).unref();
  return keeping.stdin;
}
