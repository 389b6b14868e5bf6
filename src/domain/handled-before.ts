import type { Result } from "./decision.js";

/** The answer to a message that was carried out before: nothing was done now. */
export const HANDLED_BEFORE: Result<never> = {
  ok: false,
  refusals: [
    {
      code: "ALREADY_EXISTS",
      field: ["eventId"],
      message: "The message was carried out before.",
    },
  ],
};

export function isHandledBefore(result: Result<unknown>): boolean {
  return (
    !result.ok &&
    result.refusals.some(({ code, field }) => code === "ALREADY_EXISTS" && field[0] === "eventId")
  );
}
