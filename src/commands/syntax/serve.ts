import type { Command } from "commander";
import { describe } from "../describe.js";

export function addServe(program: Command): void {
  const serve = program.command("serve").summary("the service itself");
  describe(serve, {
    does: "Runs the service, as npm start does, until it is told to stop (SIGTERM, Ctrl-C). Without any environment it starts a database of its own and keeps the rest in memory; docs/operations.md has the settings.",
    examples: [["on embedded servers, on port 4000", "serve"]],
    exits: { 0: "it was told to stop, and did", 1: "it could not start, or not stop properly" },
  }).action(async () => {
    const { serve } = await import("../serve.js");
    await serve();
  });
}
