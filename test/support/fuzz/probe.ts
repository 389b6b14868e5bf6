import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Process } from "../cluster.js";

/** How the probe gets into a service: its environment. */
export const PROBED = { NODE_OPTIONS: `--import=${new URL("./loop-probe.mjs", import.meta.url).href}` };

/** The event loop did nothing else for so long. */
export interface Stop {
  readonly stoodMs: number;
  /** Of it, at most so much by work of its own: the rest it waited for a processor. */
  readonly blockedMs: number;
}

export interface Memory {
  /** What the program holds after a collection of garbage. */
  readonly heapMb: number;
  readonly rssMb: number;
}

interface Told extends Partial<Memory> {
  readonly stoodMs?: number;
  readonly workedMs?: number;
}

/** Listens to what a probed process says. */
export class Probe {
  readonly stops: Stop[] = [];
  /** Its log's lines at `error` and beyond, and all that is no line of a log at all. */
  readonly complaints: string[] = [];
  onStop: (stop: Stop) => void = () => undefined;
  readonly #child: Process["child"];
  readonly #ended: Promise<never>;
  #heard: ((told: Told) => void) | undefined;

  constructor({ child }: Process) {
    this.#child = child;
    this.#ended = once(child, "exit").then(() => {
      throw new Error("The service has ended");
    });
    this.#ended.catch(() => undefined);
    for (const input of [child.stdout, child.stderr]) {
      if (input) createInterface({ input }).on("line", (line) => this.#hear(line));
    }
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Collects garbage first. */
  async memory(): Promise<Memory> {
    const { heapMb = 0, rssMb = 0 } = await this.#ask("SIGUSR2");
    return { heapMb, rssMb };
  }

  /** Resolves when it has told of every stop so far. */
  async toldAll(): Promise<void> {
    await this.#ask("SIGCONT");
  }

  #ask(signal: NodeJS.Signals): Promise<Told> {
    const answered = new Promise<Told>((resolve) => (this.#heard = resolve));
    this.#child.kill(signal);
    return Promise.race([answered, this.#ended]);
  }

  #hear(line: string): void {
    if (line.startsWith("probe ")) return this.#note(JSON.parse(line.slice(6)) as Told);
    if (/"level":"?(error|fatal|50|60)/.test(line) || !line.startsWith("{")) this.complaints.push(line);
  }

  #note(told: Told): void {
    const { stoodMs, workedMs = 0 } = told;
    if (stoodMs === undefined) return this.#heard?.(told);
    const stop = { stoodMs, blockedMs: Math.min(stoodMs, workedMs) };
    this.stops.push(stop);
    this.onStop(stop);
  }
}
