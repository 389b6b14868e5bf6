/** When something is to be done, in UTC: minutes, hours, days of the month, months, days of the week (0 = Sunday). */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Days of the month and of the week are both named: either will do. */
  readonly eitherDay: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** February the 29th on a Monday comes within 28 years, or 40 around 2100. */
const DAYS_BACK = 366 * 41;

/**
 * Reads five fields of `*`, numbers, ranges `1-5`, steps `0-30/10` and lists of those; 7 is Sunday, too.
 *
 * @throws Error that says which field is wrong, or that the time never comes.
 */
export function readCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) {
    throw new Error("it must have five fields: minute, hour, day of the month, month, day of the week");
  }
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const weekdays = numbers(weekday, "day of the week", 0, 7);
  const cron = {
    minutes: numbers(minute, "minute", 0, 59),
    hours: numbers(hour, "hour", 0, 23),
    days: numbers(day, "day of the month", 1, 31),
    months: numbers(month, "month", 1, 12),
    weekdays: new Set([...weekdays].map((number) => number % 7)),
    eitherDay: !day.startsWith("*") && !weekday.startsWith("*"),
  };
  if (latestSlot(cron, Date.UTC(2026, 0, 1)) === null) throw new Error("that time never comes");
  return cron;
}

function numbers(field: string, name: string, least: number, most: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const [, all, first, last, step] = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    const from = all === undefined ? Number(first) : least;
    const single = step === undefined ? from : most;
    const to = all === undefined ? (last === undefined ? single : Number(last)) : most;
    const by = Number(step ?? 1);
    if (!(from >= least && from <= to && to <= most && by > 0)) {
      throw new Error(`its ${name} must be from ${least} to ${most}, not "${field}"`);
    }
    for (let number = from; number <= to; number += by) found.add(number);
  }
  return found;
}

/** The last time at or before the moment, in milliseconds since 1970; null: there was none within 41 years. */
export function latestSlot(cron: Cron, moment: number): number | null {
  const today = Math.floor(moment / DAY) * DAY;
  for (let back = 0; back < DAYS_BACK; back++) {
    const day = today - back * DAY;
    if (!isDay(cron, new Date(day))) continue;
    const minute = back === 0 ? Math.floor((moment - day) / MINUTE) : 24 * 60 - 1;
    const found = minuteBefore(cron, minute);
    if (found !== null) return day + found * MINUTE;
  }
  return null;
}

function isDay({ days, months, weekdays, eitherDay }: Cron, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const [inMonth, inWeek] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return eitherDay ? inMonth || inWeek : inMonth && inWeek;
}

function minuteBefore({ minutes, hours }: Cron, latest: number): number | null {
  for (let minute = latest; minute >= 0; minute--) {
    if (minutes.has(minute % 60) && hours.has(Math.floor(minute / 60))) return minute;
  }
  return null;
}
