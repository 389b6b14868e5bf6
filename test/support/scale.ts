/** In `npm run prove`, on a machine that does nothing else: times and ratios are held against their bounds. */
export const IN_FULL = process.env["PROVE"] === "full";

/** Short in the tests, which say what holds however slow the machine is; at full length in `npm run prove`. */
export const scaled = (short: number, full: number): number => (IN_FULL ? full : short);
