import type { Redis } from "ioredis";
import type { Bucket } from "../ports/rate-limiter.js";
import { microsPerPoint } from "./rate-bucket.js";

/**
 * A bucket is a text "<Redis's clock, µs> <what is owed then, µs>" that expires when it is full. Takes one after
 * the other as `afterTaking` does, in one step, and answers what was owed before; what was granted follows
 * from that, by the same arithmetic. A clock that was set back only stops what comes back for as long.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local each, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local before = 0
local saved = redis.call('GET', KEYS[1])
local at, left
if saved then
  at, left = string.match(saved, '^(%S+) (%S+)$')
  at, left = tonumber(at), tonumber(left)
  before = math.max(0, left - math.max(0, now - at))
end
local owed = before
for i = 3, #ARGV do
  local points = tonumber(ARGV[i])
  if points == 0 or owed == 0 or owed + points * each <= most then owed = owed + points * each end
end
if owed > before or (at and at > now) then
  redis.call('SET', KEYS[1], string.format('%.0f %.17g', now, owed), 'PX', math.max(1, math.ceil(owed / 1000)))
end
return string.format('%.17g', before)
`;

type TakePoints = (key: string, ...values: (string | number)[]) => Promise<string>;

/** Sent by its hash; in full where the server does not know it (yet, or after a restart). */
export function defineTakePoints(redis: Redis): void {
  redis.defineCommand("takePoints", { numberOfKeys: 1, lua: SCRIPT });
}

/** @returns what was owed before, in microseconds. */
export async function takePoints(
  redis: Redis,
  key: string,
  bucket: Bucket,
  points: readonly number[],
): Promise<number> {
  const each = microsPerPoint(bucket);
  const { takePoints: run } = redis as Redis & { takePoints: TakePoints };
  return Number(await run.call(redis, key, each, bucket.burst * each + 1, ...points));
}
