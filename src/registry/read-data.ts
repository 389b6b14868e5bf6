import type { CompatibilityProblem } from "../ports/schema-registry.js";
import { alternativesOf, areDisjoint, type Alternative } from "./alternatives.js";
import { problem, type Place, type Sides } from "./comparison.js";
import { isSame, type JsonSchema, type Schema } from "./json-schema.js";
import { createMatches } from "./patience.js";
import { problemsOfArray, problemsOfObject } from "./read-containers.js";
import { problemsOfScalar, problemsOfValues } from "./read-scalars.js";
import { notUnderstood } from "./understood.js";

/**
 * Why a reader with one schema might not take everything that a writer with another may write.
 * Nothing found: it takes all of it. In doubt, there is a problem.
 */
export function problemsReading(reader: Schema, writer: Schema, sides: Sides): CompatibilityProblem[] {
  const matches = createMatches();
  const compare = (read: Schema, written: Schema, path: string): CompatibilityProblem[] => {
    if (isSame(read, written)) return [];
    const strange = [...notUnderstood(read, path), ...notUnderstood(written, path)];
    if (strange.length > 0) return strange;
    return alternativesOf(written).flatMap((each) =>
      compareOne(read, each, { sides, path, compare, matches }),
    );
  };
  return compare(reader, writer, "$");
}

function compareOne(reader: Schema, written: Alternative, place: Place): CompatibilityProblem[] {
  if (reader === true) return [];
  if (reader === false) return [problem(place, `${place.sides.reader} allows nothing here`)];
  const branches = reader.anyOf ?? reader.oneOf;
  if (!branches) return compareSimple(reader, written, place);
  const outside = takesType(reader, written) ? [] : [typeDiffers(written, place)];
  // Each listed value may be taken by another of the branches.
  const parts = written.enum ? written.enum.map((value) => ({ ...written, enum: [value] })) : [written];
  const wrong = parts.flatMap((part) => compareBranches(branches, part, place));
  return [...outside, ...wrong, ...ambiguous(reader, place)];
}

/** One of them must take all of the alternative; the one of its type can say why it does not. */
function compareBranches(
  branches: readonly Schema[],
  written: Alternative,
  place: Place,
): CompatibilityProblem[] {
  const answers = branches.map((branch) => {
    const strange = notUnderstood(branch, place.path);
    return strange.length > 0 ? strange : compareOne(branch, written, place);
  });
  if (answers.some((answer) => answer.length === 0)) return [];
  const ofType = answers.filter((_, index) => takesType(branches[index] as Schema, written));
  if (ofType.length === 1) return ofType[0] as CompatibilityProblem[];
  const { reader, writer } = place.sides;
  return [
    problem(place, `${writer} may be ${written.type}, which no one alternative of ${reader} takes all of`),
  ];
}

/** oneOf demands that no other branch takes it as well. */
function ambiguous({ oneOf }: JsonSchema, place: Place): CompatibilityProblem[] {
  if (!oneOf || areDisjoint(oneOf)) return [];
  return [problem(place, "oneOf is understood only where its branches differ in type")];
}

function compareSimple(reader: JsonSchema, written: Alternative, place: Place): CompatibilityProblem[] {
  if (!takesType(reader, written)) return [typeDiffers(written, place)];
  const wrong = problemsOfValues(reader, written, place);
  if (wrong) return wrong;
  if (written.type === "array") return problemsOfArray(reader, written, place);
  if (written.type === "object") return problemsOfObject(reader, written, place);
  return problemsOfScalar(reader, written, place);
}

function typeDiffers({ type }: Alternative, place: Place): CompatibilityProblem {
  return problem(
    place,
    `${place.sides.writer} may be ${type}, a type that ${place.sides.reader} does not take`,
  );
}

function takesType(reader: Schema, { type }: Alternative): boolean {
  if (typeof reader === "boolean") return reader;
  if (reader.type === undefined) return true;
  const types = [reader.type].flat();
  return types.includes(type) || (type === "integer" && types.includes("number"));
}
