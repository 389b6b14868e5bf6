// Runs one server for as long as our stdin is open: when the test run ends, by whatever
// means, the server is stopped and its directory removed.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";

const { command, args, scratch, logFile, stopSignal, ...options } = JSON.parse(process.argv[2]);

// A group of its own: what the server started goes with it, and Ctrl-C goes past it.
const server = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "inherit", "inherit"] });
let asked = false;
const signalAll = (signal) => {
  try {
    process.kill(-server.pid, signal);
  } catch {
    // Gone already.
  }
};

server.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
server.on("exit", (code) => {
  signalAll("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
  // Of a server that ended by itself the log is still to be read.
  if (asked) rmSync(logFile, { force: true });
  process.exit(code ?? 1);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.stdin.resume().on("close", () => {
  asked = true;
  server.kill(stopSignal);
  setTimeout(() => signalAll("SIGKILL"), 15_000).unref();
});
