import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { JsonSchema } from "../../src/registry/json-schema.js";
import { hash, releaseReport } from "../../src/registry/release-rules.js";
import { SCHEMAS_DIR } from "../../src/registry/schema-files.js";
import { UPCASTERS, type Upcasters } from "../../src/registry/upcasters.js";

const TYPE = "WidgetMovedEvent";
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "event-schemas-"));
  await mkdir(join(directory, TYPE));
});
afterEach(() => rm(directory, { recursive: true }));

const schemaOf = (
  version: string,
  data: Readonly<Record<string, JsonSchema>> = { place: { type: "string" } },
) => ({
  $id: `/event-schemas/${TYPE}/${version}.json`,
  title: TYPE,
  type: "object" as const,
  properties: {
    eventType: { const: TYPE },
    eventVersion: { type: "string" as const, pattern: `^${version.split(".")[0]}\\.[0-9]+$` },
    data: { type: "object" as const, properties: data, required: ["place"] },
  },
});
type Made = ReturnType<typeof schemaOf>;

async function write(version: string, schema: object): Promise<void> {
  await writeFile(join(directory, TYPE, `${version}.json`), JSON.stringify(schema, null, 3));
}

async function release(...schemas: (readonly [string, Made])[]): Promise<void> {
  const versions = Object.fromEntries(schemas.map(([version, schema]) => [version, hash(schema)]));
  await writeFile(join(directory, "released.json"), JSON.stringify({ [TYPE]: versions }));
}

const report = (upcasters: Upcasters = {}) => {
  const { faults, unreleased } = releaseReport(directory, upcasters);
  return { faults, unreleased: unreleased.map(({ version }) => version) };
};

describe("the rules of releases", () => {
  it("when the repository's own schemas are asked about, then they are in order, and released", () => {
    expect(releaseReport(SCHEMAS_DIR, UPCASTERS)).toEqual({ faults: [], unreleased: [] });
  });

  it("when a schema is new, then it is ready to be released; once released, nothing is left to do", async () => {
    await write("1.0", schemaOf("1.0"));
    expect(report()).toEqual({ faults: [], unreleased: ["1.0"] });
    await release(["1.0", schemaOf("1.0")]);
    expect(report()).toEqual({ faults: [], unreleased: [] });
  });

  it("when a released schema is changed, be it a description, then it says to restore it", async () => {
    await release(["1.0", schemaOf("1.0")]);
    await write("1.0", { ...schemaOf("1.0"), description: "Said later." });
    expect(report().faults).toEqual([
      expect.stringContaining("was released and has been changed: restore it"),
    ]);
  });

  it("when a released schema is gone, then it says to restore it", async () => {
    await release(["1.0", schemaOf("1.0")]);
    expect(report().faults).toEqual([expect.stringContaining("1.0.json was released and is gone")]);
  });

  it("when a minor version adds an optional field, then it may be released", async () => {
    await write("1.0", schemaOf("1.0"));
    await write("1.1", schemaOf("1.1", { place: { type: "string" }, by: { type: "string" } }));
    expect(report()).toEqual({ faults: [], unreleased: ["1.0", "1.1"] });
  });

  it("when a minor version changes a type, then it names the place and the version it has to be", async () => {
    await write("1.0", schemaOf("1.0"));
    await write("1.1", schemaOf("1.1", { place: { type: "integer" } }));
    expect(report().faults).toEqual([
      expect.stringMatching(/1\.1\.json: \$\.data\.place: Old data may be string.* make it 2\.0/),
      expect.stringMatching(/1\.1\.json: \$\.data\.place: New data may be integer/),
    ]);
  });

  it("when a major version has no upcaster, then it asks for one, and with it there is nothing to say", async () => {
    await write("1.0", schemaOf("1.0"));
    await write("2.0", schemaOf("2.0", { place: { type: "integer" } }));
    expect(report().faults).toEqual([
      expect.stringContaining("add an upcaster for WidgetMovedEvent from 1.0"),
    ]);
    expect(report({ [TYPE]: { "1.0": Number } }).faults).toEqual([]);
  });

  it("when versions have a gap, a file a wrong name, or a schema another label, then each is told", async () => {
    await write("1.0", schemaOf("1.0"));
    await write("1.2", schemaOf("1.2"));
    expect(report().faults).toEqual([expect.stringContaining("after 1.0 comes 1.1 or 2.0")]);
    await write("1.2", { ...schemaOf("1.1"), title: "Other" });
    expect(report().faults).toEqual([
      expect.stringContaining('$id must be "/event-schemas/WidgetMovedEvent/1.2.json"'),
      expect.stringContaining("title must be"),
      expect.stringContaining("after 1.0 comes"),
    ]);
    await rm(join(directory, TYPE, "1.2.json"));
    await write("one", schemaOf("1.0"));
    expect(report().faults).toEqual([expect.stringContaining("its name is no version")]);
  });

  it("when a schema is none, or says what cannot be judged, then it cannot be released", async () => {
    await write("1.0", { ...schemaOf("1.0"), type: "thing" });
    expect(report().faults).toEqual([expect.stringContaining("is no JSON Schema: /type")]);
    await write("1.0", { ...schemaOf("1.0"), not: { type: "string" } });
    expect(report().faults).toEqual([expect.stringContaining('The keyword "not" is not understood')]);
  });
});
