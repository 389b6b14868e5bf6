import { chromium, type Page } from "playwright-core";

export interface Look {
  readonly scheme?: "light" | "dark";
  /** CSS pixels; 360 is a small phone. */
  readonly width?: number;
  /** Whether what changes may move; by default it does not, since what fades in has another contrast while it does. */
  readonly moving?: boolean;
}

/** One page in a window of its own, and all that went wrong in it. */
export interface Visit {
  readonly page: Page;
  /** What the console warned of, what was thrown, what could not be loaded, what other hosts were asked. */
  faults(): readonly string[];
  /** What was to be expected, such as of a server that is away, is no fault. */
  forgive(): void;
  /** How often the page was loaded. */
  loads(): number;
  close(): Promise<void>;
}

export interface Browser {
  visit(url: string, look?: Look): Promise<Visit>;
  close(): Promise<void>;
}

const HEIGHT = 800;

/** Chromium without a window. */
export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env["TEST_CHROMIUM"] as string,
    // Root's processes cannot be put into its sandbox.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  return {
    async visit(url, { scheme = "light", width = 1280, moving = false } = {}) {
      const context = await browser.newContext({
        ...{ viewport: { width, height: HEIGHT }, colorScheme: scheme },
        reducedMotion: moving ? "no-preference" : "reduce",
      });
      // What does not come is told before the test is over, with where it was looked for.
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      const { faults, loads } = watch(page, new URL(url).host);
      await page.goto(url);
      return {
        ...{ page, faults: () => [...faults], forgive: () => void faults.splice(0), loads },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

function watch(page: Page, host: string): { faults: string[]; loads: () => number } {
  const faults: string[] = [];
  let loads = 0;
  const onlyOurs = (url: string) => {
    if (!/^(data|blob):/.test(url) && new URL(url).host !== host) faults.push(`Another host: ${url}`);
  };
  page.on("load", () => void loads++);
  page.on("console", (message) => {
    // Also what the Content-Security-Policy has kept from happening.
    if (["error", "warning"].includes(message.type())) faults.push(`Console: ${message.text()}`);
  });
  page.on("pageerror", (error) => void faults.push(`Thrown: ${error.message}`));
  page.on("request", (request) => onlyOurs(request.url()));
  page.on("websocket", (socket) => onlyOurs(socket.url()));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // The page itself has lost its interest.
    if (reason !== "net::ERR_ABORTED") faults.push(`Failed: ${request.url()} ${reason}`);
  });
  return { faults, loads: () => loads };
}
