// Runs one server for as long as our stdin is open: when the test run ends, by whatever
// means, the server is stopped and its directory removed. What is felled on demand keeps its
// directory, and can be raised again on it.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";

const { command, args, scratch, logFile, stopSignal, ...options } = JSON.parse(process.argv[2]);

let server;
let running = false;
let felling = false;
let asked = false;

function raise() {
  // A group of its own: what the server started goes with it, and Ctrl-C goes past it.
  server = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "inherit", "inherit"] });
  running = true;
  server.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  server.on("exit", (code) => {
    running = false;
    signalAll("SIGKILL");
    if (!felling || asked) return leave(code);
    felling = false;
    process.send("fallen");
  });
}

function fell(signal) {
  felling = true;
  if (signal === "SIGKILL") signalAll(signal);
  else server.kill(signal);
}

function signalAll(signal) {
  try {
    process.kill(-server.pid, signal);
  } catch {
    // Gone already.
  }
}

function leave(code) {
  rmSync(scratch, { recursive: true, force: true });
  // Of a server that ended by itself the log is still to be read.
  if (asked) rmSync(logFile, { force: true });
  process.exit(code ?? 1);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.on("message", (told) => (told === "raise" ? raise() : fell(told)));
process.stdin.resume().on("close", () => {
  asked = true;
  if (!running) return leave(0);
  server.kill(stopSignal);
  setTimeout(() => signalAll("SIGKILL"), 15_000).unref();
});
raise();
