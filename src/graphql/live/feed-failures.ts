import { Failure } from "../../domain/failure.js";

export function unknown(position: number, head: number): Failure {
  const message = `The feed has come to position ${head}, not yet to ${position}: \`after\` is from another feed, or it was mistyped.`;
  return new Failure("POSITION_UNKNOWN", message);
}

export function expired(floor: number): Failure {
  const message = `The feed reaches back to position ${floor} only: query anew, and subscribe after feedPosition.`;
  return new Failure("POSITION_EXPIRED", message);
}

/** Of the position that was asked for: asking again does not help. */
export function isPositionFault(error: unknown): error is Failure {
  return error instanceof Failure && (error.code === "POSITION_UNKNOWN" || error.code === "POSITION_EXPIRED");
}
