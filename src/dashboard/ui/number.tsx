const whole = new Intl.NumberFormat();
const signed = new Intl.NumberFormat(undefined, { signDisplay: "exceptZero" });

/** In figures of equal width. */
export function Num({ value, sign = false }: { value: number; sign?: boolean }) {
  return <span className="num">{(sign ? signed : whole).format(value)}</span>;
}
