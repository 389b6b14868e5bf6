import type { Redis } from "ioredis";

// Values begin with "[<version>". Times are milliseconds of Redis's clock, so those of the nodes do not matter. Both
// scripts go by the versions alone, so it does not matter either in which order what they are sent arrives.

/** ARGV: asked at, window, then of each key its version, text, and when it ends. */
const KEEP = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) + tonumber(ARGV[2]) then return 0 end
local kept = 0
for i, key in ipairs(KEYS) do
  local version, text, ends = tonumber(ARGV[i * 3]), ARGV[i * 3 + 1], tonumber(ARGV[i * 3 + 2])
  local saved = redis.call('GET', key)
  local known = saved and tonumber(string.match(saved, '^%[(%d+)')) or 0
  if version >= known and ends > now then
    redis.call('SET', key, text, 'PX', ends - now)
    kept = kept + 1
  end
end
return kept
`;

/** ARGV: how long a mark stays, then of each key its version. */
const MARK = `
for i, key in ipairs(KEYS) do
  local version = tonumber(ARGV[i + 1])
  local saved = redis.call('GET', key)
  local known = saved and tonumber(string.match(saved, '^%[(%d+)')) or 0
  if version > known then redis.call('SET', key, '[' .. ARGV[i + 1] .. ']', 'PX', ARGV[1]) end
end
`;

export interface Keeping {
  readonly key: string;
  readonly version: number;
  readonly text: string;
  /** By Redis's clock. */
  readonly endsAt: number;
}

type Script = (keys: number, ...values: (string | number)[]) => Promise<unknown>;
type Scripted = Redis & { keepItems: Script; markItems: Script };

export function defineAvailabilityScripts(redis: Redis): void {
  redis.defineCommand("keepItems", { lua: KEEP });
  redis.defineCommand("markItems", { lua: MARK });
}

/** Puts what is not older than what is there, unless it comes later than `withinMs` after `askedAt`. */
export async function keepItems(
  redis: Redis,
  keepings: readonly Keeping[],
  { askedAt, withinMs }: { readonly askedAt: number; readonly withinMs: number },
): Promise<void> {
  const keys = keepings.map(({ key }) => key);
  const values = keepings.flatMap(({ version, text, endsAt }) => [version, text, endsAt]);
  await (redis as Scripted).keepItems(keys.length, ...keys, askedAt, withinMs, ...values);
}

/** Takes away what is older, and keeps older from coming for so long. */
export async function markItems(
  redis: Redis,
  marks: readonly (readonly [key: string, version: number])[],
  staysMs: number,
): Promise<void> {
  const keys = marks.map(([key]) => key);
  const versions = marks.map(([, version]) => version);
  await (redis as Scripted).markItems(keys.length, ...keys, staysMs, ...versions);
}
