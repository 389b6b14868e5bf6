/** @needs postgres */
import { expect, test } from "@jest/globals";
import { schemaDifference } from "../../src/store/migrate.js";
import { postgresUrl } from "../support/services.js";

test("when the migrations build an empty database, then it is what schema.prisma describes", async () => {
  expect(await schemaDifference(postgresUrl())).toBe("");
});
