import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FileRow } from "../../src/cli/stock/read-rows.js";
import { readChunks } from "../../src/cli/stock/read-rows.js";
import { formatOf } from "../../src/cli/stock/formats.js";
import { guarded, unguarded } from "../../src/lib/formula-guard.js";
import type { ExportedRow } from "../../src/usecases/export-stock.js";

const CSV = formatOf("stock.csv", {});
const NDJSON = formatOf("stock.ndjson", {});

/** The rows of a file that comes in pieces of so many bytes. */
async function read(text: string, format = CSV, pieces = 7): Promise<FileRow[]> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, index) =>
    bytes.subarray(index * pieces, (index + 1) * pieces),
  );
  const rows: FileRow[] = [];
  for await (const chunk of readChunks(Readable.from(chunks, { objectMode: false }), format, 2)) {
    rows.push(...chunk.rows);
  }
  return rows;
}

const row = (values: object) => ({ line: expect.any(Number), row: expect.objectContaining(values) });
const wrong = (place: number, column: string | null, message: string, code = "INVALID_INPUT") => ({
  place,
  line: expect.any(Number),
  refusals: [{ code, field: column === null ? [] : [column], message: expect.stringContaining(message) }],
});

describe("a CSV file", () => {
  it("when it has a byte order mark, CRLF, quotes and any order of columns, then its values are read exactly", async () => {
    const rows = await read(
      '\ufeffquantity,productVariantId,sku\r\n5,"a ""b"", c","line\r\nbreak"\r\n\r\n,名前,\r\n',
    );
    expect(rows).toEqual([
      row({
        row: 1,
        productVariantId: 'a "b", c',
        sku: "line\r\nbreak",
        count: { warehouse: null, quantity: 5 },
      }),
      row({ row: 2, productVariantId: "名前", sku: undefined, count: undefined }),
    ]);
  });

  it("when another delimiter is named, then it separates the cells", async () => {
    const format = formatOf("stock.csv", { delimiter: ";" });
    expect(await read("productVariantId;backorderPolicy;backorderLimit\na,b;LIMIT;4\n", format)).toEqual([
      row({ productVariantId: "a,b", backorder: { policy: "LIMIT", limit: 4 } }),
    ]);
    await expect(read("productVariantId;sku\na;b\n")).rejects.toThrow('separated by ";"');
  });

  it.each([
    ["productVariantId,colour,size\n", '"colour", "size"'],
    ["sku\n", "no column productVariantId"],
    ["productVariantId,sku,sku\n", '"sku" twice'],
    ["", "no header"],
    ['productVariantId\n\na\n"b"c\n', "line 4 has a cell that goes on after its closing quote"],
    ['productVariantId\r\n"a\r\nb"\r\n5" pipe\r\n', "line 4 has a quote in a cell that does not begin with"],
    ['productVariantId\na\n\n"b\nc\n', "line 4 opens a quote that is never closed"],
  ])("when it begins or is quoted as %j, then it is refused as a whole", async (text, message) => {
    await expect(read(text, CSV, 5_000)).rejects.toMatchObject({
      name: "UnreadableFile",
      message: expect.stringContaining(message),
    });
  });

  it("when a row is longer than 64 KiB, then the file is refused, and says on which line it begins", async () => {
    const text = `productVariantId\n"${"a\n".repeat(40_000)}`;
    await expect(read(text, CSV, 5_000)).rejects.toThrow("line 2 is longer than 65536 bytes");
  });

  it.each(["\n", "\r\n", "\r"])(
    "when its lines end with %j, some are empty and some rows have several, then each row has the line that it begins on",
    async (end) => {
      const lines = ["\ufeffproductVariantId,sku", "a,1", "", "", 'b,"2', "", '3"', 'c,"', '"', "d"];
      const rows = await read(lines.join(end));
      expect(rows.map(({ line }) => line)).toEqual([2, 5, 8, 10]);
    },
  );

  it("when values are wrong, then each is told by row and column, and the other rows are read", async () => {
    const rows = await read(
      [
        "productVariantId,sku,lowStockThreshold,backorderPolicy,backorderLimit,warehouse,quantity",
        ",,,,,,1",
        "a,,many,,,,",
        "a,,,SOMETIMES,,,",
        "a,,,,,,-1",
        "a,,,LIMIT,,,",
        "a,,,,3,,",
        "a,,,DENY,3,,",
        "a,,2147483648,,,,",
        `a,${"s".repeat(65)},,,,,`,
        "a,b",
        "a,,,,,,1.5",
        "good,,,,,,3",
      ].join("\n"),
    );
    expect(rows).toEqual([
      wrong(1, "productVariantId", "Must be given"),
      wrong(2, "lowStockThreshold", 'whole number, not "many"'),
      wrong(3, "backorderPolicy", "one of DENY, LIMIT, ALLOW"),
      wrong(4, "quantity", "from 0 to", "INVALID_QUANTITY"),
      wrong(5, "backorderLimit", "Must be given with"),
      wrong(6, "backorderLimit", "Must be given with"),
      wrong(7, "backorderLimit", "no meaning"),
      wrong(8, "lowStockThreshold", "from 0 to"),
      wrong(9, "sku", "1 to 64"),
      wrong(10, null, "2 cells, the header 7"),
      wrong(11, "quantity", 'whole number, not "1.5"'),
      row({ row: 12, productVariantId: "good" }),
    ]);
  });
});

describe("an NDJSON file", () => {
  it("when null stands for a sku, then it is cleared, and an absent key leaves what there is", async () => {
    const text = '{"productVariantId":"a","sku":null,"quantity":null}\n\n{"productVariantId":"b\u2028c"}';
    expect(await read(text, NDJSON)).toEqual([
      row({ row: 1, sku: null, count: undefined }),
      row({ row: 2, productVariantId: "b\u2028c", sku: undefined }),
    ]);
  });

  it("when a line is wrong, then it is told, and the other rows are read", async () => {
    const lines = [
      "{oops}",
      "[1]",
      '{"productVariantId":"a","colour":"red"}',
      '{"productVariantId":"a","quantity":"5"}',
      '{"productVariantId":7}',
      '{"productVariantId":"good","quantity":0}',
    ];
    expect(await read(lines.join("\r\n"), NDJSON)).toEqual([
      wrong(1, null, "not JSON"),
      wrong(2, null, "not a JSON object"),
      wrong(3, null, '"colour"'),
      wrong(4, "quantity", "whole number"),
      wrong(5, "productVariantId", "Must be a string"),
      row({ row: 6, count: { warehouse: null, quantity: 0 } }),
    ]);
  });

  it("when lines are empty, then each row has the line that it stands on", async () => {
    const rows = await read('{"productVariantId":"a"}\n\r\n{oops}', NDJSON);
    expect(rows.map(({ line }) => line)).toEqual([1, 3]);
  });

  it("when a line never ends, then the file is refused before it fills the memory", async () => {
    await expect(read(`{}\n{}\n${"x".repeat(200_000)}`, NDJSON, 10_000)).rejects.toThrow("Line 3 is longer");
  });
});

describe("a TSV file", () => {
  it("when a cell has a quote but is in none, then the file is refused, and says how it is written", async () => {
    const format = formatOf("stock.tsv", {});
    await expect(read('productVariantId\tsku\na\t5" pipe\n', format)).rejects.toThrow(
      'write each of its own twice, as in "5"" pipe"',
    );
    expect(await read('productVariantId\tsku\na\t"5"" pipe"\n', format)).toEqual([row({ sku: '5" pipe' })]);
  });
});

describe("what is exported", () => {
  const text = fc
    .string({ unit: "binary", minLength: 1, maxLength: 20 })
    .filter((value) => !value.includes("\u0000"));
  const exported: fc.Arbitrary<ExportedRow> = fc.record({
    productVariantId: fc.oneof(
      text,
      fc.stringMatching(/^'*[=+\-@\t\r\n"; ,]*a?.$/).filter((value) => value.length < 60),
    ),
    sku: fc.option(text),
    lowStockThreshold: fc.nat(2_147_483_647),
    backorderPolicy: fc.constant("DENY" as const),
    backorderLimit: fc.constant(null),
    warehouse: text,
    quantity: fc.nat(2_147_483_647),
  });

  it.each([
    ["CSV", CSV],
    ["CSV with semicolons", formatOf("x.csv", { delimiter: ";" })],
    ["TSV", formatOf("x.tsv", {})],
    ["NDJSON", NDJSON],
  ])("when %s is read again, then every value is what it was", async (_, format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(exported, { minLength: 1, maxLength: 5 }), async (rows) => {
        const found = await read(format.header + format.write(rows), format, 64);
        expect(found).toEqual(
          rows.map(({ productVariantId, sku, lowStockThreshold, warehouse, quantity }, index) => ({
            line: expect.any(Number),
            row: {
              row: index + 1,
              productVariantId,
              // A CSV cell that is empty leaves the sku as it is.
              sku: sku ?? (format === NDJSON ? null : undefined),
              lowStockThreshold,
              backorder: { policy: "DENY", limit: null },
              count: { warehouse, quantity },
            },
          })),
        );
      }),
    );
  });

  it.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "'quoted", "'=1"])(
    "when a cell begins like %j, then a spreadsheet takes it for text, and it comes back as it was",
    (cell) => {
      expect(guarded(cell)).toBe(`'${cell}`);
      expect(unguarded(guarded(cell))).toBe(cell);
    },
  );

  it("when a cell has an apostrophe that was never put there by an export, then it stays", () => {
    expect([guarded("plain"), unguarded("'t is")]).toEqual(["plain", "'t is"]);
  });
});

describe("the format of a file", () => {
  it("when neither the name nor an option tells it, or both contradict each other, then that is said", () => {
    expect(() => formatOf("-", {})).toThrow("--format csv");
    expect(() => formatOf("x.csv", { format: "xml" })).toThrow('no format "xml"');
    expect(() => formatOf("x.ndjson", { delimiter: ";" })).toThrow("--delimiter is for CSV alone");
    expect(() => formatOf("x.csv", { delimiter: ";;" })).toThrow("one character");
    expect(formatOf("STOCK.TSV", {}).header).toContain("productVariantId\tsku");
  });
});
