/** Short in the tests, at full length in `npm run prove`. */
export const scaled = (short: number, full: number): number =>
  process.env["PROVE"] === "full" ? full : short;
