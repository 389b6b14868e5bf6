import type { Allowance, Bucket } from "../ports/rate-limiter.js";

// A bucket is kept as what is owed to it: the microseconds until it is full again. 0 is a full one.

/** Forgives what adding decimals in another order makes of a sum. */
const ROUNDING_MICROS = 1;

export const microsPerPoint = ({ pointsPerSecond }: Bucket): number => 1_000_000 / pointsPerSecond;

/** What is owed after `points` were taken; null: that is more than there is. The script in Redis has the same rule. */
export function afterTaking(owed: number, points: number, bucket: Bucket): number | null {
  const each = microsPerPoint(bucket);
  const fits = points === 0 || owed === 0 || owed + points * each <= bucket.burst * each + ROUNDING_MICROS;
  return fits ? owed + points * each : null;
}

/** What the client is told of a bucket to which so much was owed before it asked. */
export function allowanceOf(before: number, points: number, bucket: Bucket): Allowance {
  const each = microsPerPoint(bucket);
  const after = afterTaking(before, points, bucket);
  const owed = after ?? before;
  const missing = before + Math.min(points, bucket.burst) * each - bucket.burst * each;
  return {
    granted: after !== null,
    limit: bucket.burst,
    remaining: Math.max(0, Math.floor(bucket.burst - owed / each + ROUNDING_MICROS / each)),
    retryAfterMs: after === null ? Math.max(1, Math.ceil(missing / 1_000)) : 0,
    fullAfterMs: Math.ceil(owed / 1_000),
  };
}

export const UNLIMITED: Allowance = {
  ...{ granted: true, limit: Infinity, remaining: Infinity },
  ...{ retryAfterMs: 0, fullAfterMs: 0 },
};

/** @throws RangeError: a defect of whoever counted them. */
export function checkedPoints(points: number): number {
  if (Number.isFinite(points) && points >= 0) return points;
  throw new RangeError(`${points} is no number of points`);
}
