const clock = new Intl.DateTimeFormat(undefined, {
  hourCycle: "h23",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** The time of day to the millisecond: events follow each other too fast for "just now". */
export function Clock({ value }: { value: string }) {
  const date = new Date(value);
  return (
    <time className="num" dateTime={value} title={date.toLocaleString(undefined, { timeZoneName: "short" })}>
      {clock.format(date)}
    </time>
  );
}
