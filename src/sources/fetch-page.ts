import { setTimeout as delay } from "node:timers/promises";
import { Backoff } from "../lib/backoff.js";
import { SourceFault } from "../ports/stock-source.js";
import { reasonOf } from "./faults.js";

/** Where to ask, and as whom. */
export interface Fetching {
  /** For people: what stands in faults. */
  readonly name: string;
  /** Nobody else is asked, wherever an answer leads. */
  readonly origin: string;
  readonly token: string | null;
  readonly timeoutMs: number;
}

/** An answer of 200, whose body is still to come. */
export interface FetchedPage {
  readonly url: string;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
  /** When it was asked for, and when the answer began: by this process's clock. */
  readonly from: number;
  readonly until: number;
}

const TRIES = 5;
const MOST_REDIRECTS = 5;
const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const LONGEST_ASKED_PAUSE_MS = 30_000;

/** Tried again while there is no answer, or one that says to come later. @throws SourceFault */
export async function fetchPage(url: string, fetching: Fetching, signal: AbortSignal): Promise<FetchedPage> {
  const { name } = fetching;
  const pauses = new Backoff({ firstMs: 200, longestMs: 10_000 });
  for (let tries = 1; ; tries++) {
    const answer = await follow(url, fetching, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof SourceFault || tries === TRIES) throw faultOf(name, error);
      return null;
    });
    if (answer?.response.status === 200) {
      const { response, ...when } = answer;
      return { ...when, headers: response.headers, body: heard(response, fetching) };
    }
    await answer?.response.body?.cancel();
    const status = answer?.response.status;
    if (status !== undefined && (!PASSING.has(status) || tries === TRIES))
      throw new SourceFault(`${name} answered ${status}.`);
    await delay(Math.max(pauses.next(), askedPause(answer?.response)), undefined, { signal });
  }
}

function faultOf(name: string, error: unknown): SourceFault {
  if (error instanceof SourceFault) return error;
  return new SourceFault(`${name} cannot be reached: ${reasonOf(error)}`, { cause: error });
}

/** In seconds; dates are not looked at. */
function askedPause(response: Response | undefined): number {
  const seconds = Number(response?.headers.get("retry-after") ?? 0);
  return Number.isFinite(seconds) ? Math.min(1_000 * seconds, LONGEST_ASKED_PAUSE_MS) : 0;
}

async function follow(url: string, { name, origin, token, timeoutMs }: Fetching, signal: AbortSignal) {
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const from = Date.now();
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(silent(name, timeoutMs)), timeoutMs);
    const response = await fetch(at, {
      signal: AbortSignal.any([signal, silence.signal]),
      redirect: "manual",
      headers: {
        accept: "application/x-ndjson, application/json;q=0.9, text/csv;q=0.8",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    }).finally(() => clearTimeout(timer));
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) {
      return { response, url: at, from, until: Date.now() };
    }
    await response.body?.cancel();
    at = sentTo(location, at);
    if (new URL(at).origin !== origin)
      throw new SourceFault(`${name} sends to another host, which is not asked: name that one instead.`);
  }
  throw new SourceFault(`${name} sends on and on.`);
}

function sentTo(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).href : "about:blank";
}

/** The bytes as they come; silence is ended. What the reader takes its time for is no silence. */
async function* heard({ body }: Response, { name, timeoutMs }: Fetching): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await beforeSilence(reader.read(), silent(name, timeoutMs), timeoutMs);
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error instanceof SourceFault || (error instanceof Error && error.name === "AbortError")) throw error;
    throw new SourceFault(`${name} broke off: ${reasonOf(error)}`, { cause: error });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function beforeSilence<T>(answer: Promise<T>, fault: SourceFault, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fault), ms);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function silent(name: string, ms: number): SourceFault {
  return new SourceFault(`${name} was silent for ${ms / 1_000} s.`);
}
