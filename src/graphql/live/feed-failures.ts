import { Failure } from "../../domain/failure.js";

/** A subscriber that was slower than the feed: everything up to `resumeAfter` was given to it. */
export class FellBehind extends Failure {
  readonly resumeAfter: number;

  constructor(resumeAfter: number) {
    super("LIMIT_EXCEEDED", `Slower than the feed: resume after position ${resumeAfter}.`);
    this.resumeAfter = resumeAfter;
  }
}

export function unknown(position: number): Failure {
  return new Failure("POSITION_UNKNOWN", `The feed has not come to position ${position} yet.`);
}

export function expired(floor: number): Failure {
  const message = `The feed reaches back to position ${floor} only: query anew, and subscribe after feedPosition.`;
  return new Failure("POSITION_EXPIRED", message);
}
