#!/usr/bin/env -S node --max-semi-space-size=32
import { CommanderError } from "commander";
import { createProgram } from "./commands/program.js";
import { withoutCredentials } from "./lib/secrets.js";

/** Wrong usage, and what could not run: scripts tell it from an answer that is no. */
const COULD_NOT_RUN = 2;
/** What a shell tells of a program that SIGPIPE ended. */
const READER_GONE = 141;

// Whoever reads our output may have seen enough, as `head` has: that is no fault to tell of.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(READER_GONE);
  process.stderr.write(`Standard output cannot be written: ${error.message}\n`);
  process.exit(COULD_NOT_RUN);
});

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    // What it has to say, commander has said: help, or what is wrong with the words.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
      return;
    }
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${withoutCredentials(text)}\n`);
    process.exitCode ||= COULD_NOT_RUN;
  });
