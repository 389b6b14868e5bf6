import { appendFile, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SourceFault, type SourceRow, type StockSource } from "../../src/ports/stock-source.js";
import { createFileSource } from "../../src/sources/file-source.js";
import { eventually } from "../support/eventually.js";
import { sourceAt } from "../support/reconciling.js";
import { uniqueName } from "../support/services.js";
import { figures, openWarehouseStub, type WarehouseStub } from "../support/warehouse-stub.js";

let warehouse: WarehouseStub;

beforeAll(async () => {
  warehouse = await openWarehouseStub();
});

afterAll(() => warehouse.close());

async function fileOf(kind: string, text: string): Promise<string> {
  const path = join(tmpdir(), `${uniqueName("count")}.${kind}`);
  await writeFile(path, text);
  const aMinuteAgo = new Date(Date.now() - 60_000);
  await utimes(path, aMinuteAgo, aMinuteAgo);
  return path;
}

async function read(source: StockSource, most = Infinity): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of (await source.open(new AbortController().signal)).rows) {
    rows.push(row);
    if (rows.length >= most) break;
  }
  return rows;
}

function say(body: string, contentType: string): void {
  warehouse.answer((_request, response) => {
    response.writeHead(200, { "content-type": contentType }).end(body);
  });
}

const brief = (rows: readonly SourceRow[]) =>
  rows.map((row) =>
    "figure" in row ? [row.row, row.figure.productVariantId, row.figure.quantity] : [row.row, row.problem],
  );

describe("figures of an address", () => {
  it.each([
    [
      "application/x-ndjson",
      '{"productVariantId":"a","quantity":1}\n\n{"productVariantId":"b","quantity":2,"more":[1]}',
      [1, 3],
    ],
    [
      "application/json",
      '[ {"productVariantId":"a","quantity":1}, {"more":{"x":"]},["},"productVariantId":"b","quantity":2} ]',
      [1, 2],
    ],
    ["text/csv; header=present", 'quantity,productVariantId\r\n1,a\r\n2,"b"\r\n', [2, 3]],
    ["text/tab-separated-values", "productVariantId\tquantity\na\t1\nb\t2", [2, 3]],
  ])("when they are %s, then they are read by their place", async (type, body, places) => {
    say(body, type);
    expect(brief(await read(sourceAt(warehouse.url)))).toEqual([
      [places[0], "a", 1],
      [places[1], "b", 2],
    ]);
  });

  it("when there is none, then there is no row", async () => {
    say("[]", "application/json");
    expect(await read(sourceAt(warehouse.url))).toEqual([]);
  });

  it("when rows are of wrong types, then each is told, and the others are read", async () => {
    say(
      '[{"quantity":1},{"productVariantId":"a","quantity":"7"},null,{"productVariantId":"a",},{"productVariantId":"a","quantity":7}]',
      "application/json",
    );
    expect(brief(await read(sourceAt(warehouse.url)))).toEqual([
      [1, "must be a string."],
      [2, "must be a number."],
      [3, "It is not a JSON object."],
      [4, expect.stringContaining("It is not JSON")],
      [5, "a", 7],
    ]);
  });

  it("when there are more pages, then all are read, with the token; a page that leads back ends it", async () => {
    warehouse.answer((request, response) => {
      const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page") ?? 1);
      const link = { link: `</first>; rel="first", </stock?page=${page + 1}>; rel="next"` };
      void figures([{ productVariantId: `p${page}`, quantity: page }], page < 3 ? link : {})(
        request,
        response,
      );
    });
    warehouse.asked.length = 0;
    expect(brief(await read(sourceAt(warehouse.url, { token: "secret-token" })))).toEqual([
      [1, "p1", 1],
      [2, "p2", 2],
      [3, "p3", 3],
    ]);
    expect(warehouse.asked.map(({ authorization }) => authorization)).toEqual(
      Array.from({ length: 3 }, () => "Bearer secret-token"),
    );
    warehouse.answer(figures([], { link: '<?page=2>; rel="next"' }));
    await expect(read(sourceAt(warehouse.url))).rejects.toThrow("leads back");
  });

  it("when it fails for a moment, then it is asked again; when it refuses, it is not", async () => {
    let asked = 0;
    warehouse.answer((request, response) => {
      if (++asked < 3) response.writeHead(503).end();
      else void figures([{ productVariantId: "a", quantity: 1 }])(request, response);
    });
    expect(await read(sourceAt(warehouse.url))).toHaveLength(1);
    expect(asked).toBe(3);
    warehouse.asked.length = 0;
    warehouse.answer((_request, response) => void response.writeHead(401).end());
    await expect(read(sourceAt(warehouse.url))).rejects.toThrow(
      new SourceFault(`${warehouse.url} answered 401.`),
    );
    expect(warehouse.asked).toHaveLength(1);
  });

  it("when it leads to another host, by redirect or page, then that one is not asked, and never sees the token", async () => {
    const other = await openWarehouseStub();
    warehouse.answer((_request, response) => void response.writeHead(302, { location: other.url }).end());
    await expect(read(sourceAt(warehouse.url, { token: "t" }))).rejects.toThrow("sends to another host");
    warehouse.answer(figures([], { link: `<${other.url}>; rel="next"` }));
    await expect(read(sourceAt(warehouse.url, { token: "t" }))).rejects.toThrow("on another host");
    warehouse.answer((_request, response) => void response.writeHead(302, { location: "http://" }).end());
    await expect(read(sourceAt(warehouse.url))).rejects.toThrow("sends to another host");
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it.each<[string, string, string, string]>([
    ["is HTML", "text/html", "<html>", "answers text/html; known are"],
    ["has no array", "application/json", '{"items":[]}', "It is not one JSON array."],
    ["is cut off", "application/json", '[{"productVariantId":"a"', "It ends before its JSON array does."],
    [
      "has one endless line",
      "application/x-ndjson",
      "x".repeat(70_000),
      "Line 1 is longer than 65536 characters.",
    ],
    ["has one endless element", "application/json", `["${"x".repeat(70_000)}"]`, "Element 1 is longer"],
    [
      "has an open quote",
      "text/csv",
      `productVariantId,quantity\n"${"x".repeat(70_000)}`,
      "is a quote opened there",
    ],
    ["has no such column", "text/csv", "id,quantity\na,1", "It has no column productVariantId."],
  ])(
    "when it %s, then that is said, with the address without its query",
    async (_what, type, body, message) => {
      say(body, type);
      const failing = read(sourceAt(`${warehouse.url}?key=hidden`));
      await expect(failing).rejects.toThrow(SourceFault);
      await expect(failing).rejects.toThrow(message);
      await expect(failing).rejects.not.toThrow("hidden");
    },
  );

  it("when it falls silent, before or within its answer, then it is not waited for", async () => {
    warehouse.answer(() => undefined);
    await expect(read(sourceAt(warehouse.url, { timeoutMs: 100 }))).rejects.toThrow("was silent for 0.1 s");
    warehouse.answer((_request, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.write('{"productVariantId":"a","quantity":1}\n');
    });
    await expect(read(sourceAt(warehouse.url, { timeoutMs: 100 }))).rejects.toThrow("was silent for 0.1 s");
  });

  it("when it breaks off, or nobody is there, then that is said", async () => {
    warehouse.answer((_request, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson", "content-length": "1000" });
      response.write('{"productVariantId":"a","quantity":1}\n', () => response.destroy());
    });
    await expect(read(sourceAt(warehouse.url))).rejects.toThrow("broke off");
    const gone = await openWarehouseStub();
    await gone.close();
    await expect(read(sourceAt(gone.url))).rejects.toThrow("cannot be reached");
  });

  it("when it never ends, then memory stays flat, and leaving it hangs up", async () => {
    let closed = false;
    warehouse.answer((_request, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.on("close", () => (closed = true));
      const more = () => {
        while (!closed && response.write('{"productVariantId":"a","quantity":1}\n'.repeat(500)));
      };
      response.on("drain", more);
      more();
    });
    expect(await read(sourceAt(warehouse.url), 20_000)).toHaveLength(20_000);
    await eventually(() => expect(closed).toBe(true));
  });
});

describe("figures of a file", () => {
  it("when it is read, then its figures are of when it was written, unless rows say when", async () => {
    const path = await fileOf(
      "csv",
      "productVariantId,warehouse,quantity,asOf\na,EAST,1,\nb,,2,2026-11-20T06:00:00+01:00\n",
    );
    const before = Date.now();
    const rows = await read(createFileSource({ path, complete: true }));
    expect(rows).toMatchObject([
      { row: 2, figure: { productVariantId: "a", warehouse: "EAST", quantity: 1 }, taken: { clock: "ours" } },
      { row: 3, figure: { warehouse: null }, taken: { from: Date.UTC(2026, 10, 20, 5), clock: "theirs" } },
    ]);
    const [first] = rows as [Extract<SourceRow, { taken: unknown }>];
    expect(Math.abs(first.taken.from - before)).toBeLessThan(120_000);
  });

  it.each([
    ["csv", "productVariantId,quantity\na,1\nb"],
    ["csv", 'productVariantId,quantity\na,1\n"b'],
    ["tsv", "productVariantId\tquantity\na\t1\nb"],
    ["ndjson", '{"productVariantId":"a","quantity":1}\n{"productVariantId":"b","quan'],
    ["json", '[{"productVariantId":"a","quantity":1},{"productVariantId":"b"'],
  ])("when its last row is cut (%s: %j), then it is refused before there is a row", async (kind, text) => {
    const path = await fileOf(kind, text);
    const failing = createFileSource({ path, complete: true }).open(new AbortController().signal);
    await expect(failing).rejects.toThrow(SourceFault);
    await expect(failing).rejects.toThrow(
      /still being written: row \d, its last, breaks off|never closed|ends before its JSON array does/,
    );
  });

  it.each([
    ["csv", "productVariantId,quantity\na,1\nb,2"],
    ["json", '[{"productVariantId":"a","quantity":1},{"productVariantId":"b","quantity":2}]'],
  ])(
    "when its last row is whole, and ends without a line break (%s), then it is read",
    async (kind, text) => {
      const rows = await read(createFileSource({ path: await fileOf(kind, text), complete: true }));
      expect(rows.map((row) => "figure" in row && row.figure.quantity)).toEqual([1, 2]);
    },
  );

  it("when more is written to it before it has rested, then it is refused", async () => {
    const path = await fileOf("csv", "productVariantId,quantity\na,1\n");
    await appendFile(path, "a,1\n");
    // However long it takes until it is looked at, that was just now.
    const ahead = new Date(Date.now() + 60_000);
    await utimes(path, ahead, ahead);
    let refusal: unknown;
    createFileSource({ path, complete: true })
      .open(new AbortController().signal)
      .catch((error: unknown) => (refusal = error));
    await eventually(async () => {
      await appendFile(path, "b,2\n");
      expect(refusal).toBeInstanceOf(SourceFault);
    });
    expect(refusal).toMatchObject({ message: expect.stringContaining("it changed while it was read") });
  });

  it("when it is written to after its first rows were read, then it is refused, and says why", async () => {
    const path = await fileOf(
      "csv",
      `productVariantId,quantity,more\n${`a,1,${"x".repeat(1_000)}\n`.repeat(2_000)}`,
    );
    const { rows } = await createFileSource({ path, complete: true }).open(new AbortController().signal);
    const reading = rows[Symbol.asyncIterator]();
    expect((await reading.next()).done).toBe(false);
    await appendFile(path, "b,2\n");
    const rest = async () => {
      while ((await reading.next()).done !== true);
    };
    await expect(rest()).rejects.toThrow(
      `${path} seems to be still being written: it changed while it was read. Write it under another name`,
    );
  });

  it("when it is not there, or of no known kind, then that is said", async () => {
    await expect(read(createFileSource({ path: "/nowhere/count.csv", complete: false }))).rejects.toThrow(
      "/nowhere/count.csv cannot be read: there is no such file.",
    );
    await expect(read(createFileSource({ path: "count.xls", complete: false }))).rejects.toThrow(
      "must end in one of",
    );
  });
});
