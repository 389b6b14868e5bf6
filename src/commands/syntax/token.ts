import { Argument, type Command } from "commander";
import { describe } from "../describe.js";
import { json } from "./values.js";

export function addToken(program: Command): void {
  const token = program
    .command("token")
    .summary("a development token of the embedded issuer")
    .addArgument(
      new Argument("[role]", "admin, order-service, product-service or storefront").default("admin"),
    )
    .addOption(json("one object: token, expiresInSeconds"));
  describe(token, {
    does: "Prints a token of the embedded issuer, good for 12 hours, and nothing else. It is signed with the key in the database, so it takes the DATABASE_URL or DATA_DIR of the service.",
    examples: [
      ["an administrator's", "token"],
      ["what a shop may", "token storefront"],
    ],
    exits: { 0: "the token is printed", 1: "there is none to be had", 2: "wrong usage" },
  }).action(async (role: string, options: { json?: true }) => {
    const { token } = await import("../token.js");
    await token(role, { json: options.json ?? false });
  });
}
