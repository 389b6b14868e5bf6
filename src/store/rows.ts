// How rows travel: as JSON arrays, written by the SQL fragment and read by the function
// below it, in the same order. Times are milliseconds since 1970.

export * from "./rows/ledger.js";
export * from "./rows/moments.js";
export * from "./rows/places.js";
export * from "./rows/reservations.js";
export * from "./rows/stock.js";
