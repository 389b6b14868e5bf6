import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export interface FoundRegex {
  /** `file:line`, and the expression. */
  readonly name: string;
  readonly source: string;
  readonly flags: string;
}

/** Every regular expression that is written in the files below the folder. */
export function regexesOf(folder: string): FoundRegex[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes("generated"),
    )
    .flatMap(({ parentPath, name }) => regexesIn(join(parentPath, name)));
}

function regexesIn(path: string): FoundRegex[] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  const found: FoundRegex[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      const end = node.text.lastIndexOf("/");
      found.push({
        name: `${path}:${line + 1} ${node.text}`,
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const USUAL = [
  "a",
  "A",
  "0",
  " ",
  "\t",
  "\n",
  "-",
  "_",
  ".",
  ",",
  "/",
  ":",
  "=",
  "%",
  '"',
  "'",
  "\\",
  "é",
  "://",
  "a ",
  "0.",
];

/** Long texts that nearly match: what the expression names, over and over, behind what it begins with, and an end it has not. */
export function evilTexts({ source }: FoundRegex, length: number): string[] {
  const words = [...source.replaceAll(/\\[a-z]\w*/gi, " ").matchAll(/[A-Za-z0-9]+|[^\w\s]/g)].map(
    ([word]) => word,
  );
  const units = [...new Set([...USUAL, ...words])];
  const heads = ["", ...new Set([words.join(""), words.slice(0, 2).join(""), ...words.slice(0, 3)])];
  return units.flatMap((unit) =>
    heads.map((head) => `${head}${unit.repeat(Math.ceil(length / unit.length))}\0`),
  );
}
