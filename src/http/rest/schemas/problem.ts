import { Type } from "@sinclair/typebox";
import { PROBLEM_KINDS } from "../../problem-kinds.js";
import { choice } from "./fields.js";
import { InventoryItem } from "./item.js";

const CODES = Object.keys(PROBLEM_KINDS).sort();
const ref = (schema: { readonly $id?: string }) => Type.Ref(`${schema.$id}#`);

const ProblemPart = Type.Object(
  {
    code: choice(CODES),
    detail: Type.String(),
    in: choice(["body", "path", "query", "header"]),
    field: Type.String({ description: "A parameter's or header's name, or a path into the body with dots." }),
    pointer: Type.Optional(
      Type.String({ description: "Into the body, as a fragment (RFC 6901).", examples: ["#/quantity"] }),
    ),
  },
  { $id: "ProblemPart", additionalProperties: false },
);

/** What went wrong (RFC 9457). */
const Problem = Type.Object(
  {
    type: Type.String({ format: "uri-reference", description: "Where its kind is described." }),
    title: Type.String({ description: "The same for every problem of its kind." }),
    status: Type.Integer({ minimum: 400, maximum: 599, description: "The HTTP status." }),
    detail: Type.String({ description: "What is wrong this time, for a person." }),
    code: choice(CODES, { description: "What is wrong, for a program." }),
    errors: Type.Optional(
      Type.Array(ref(ProblemPart), { description: "Everything that is wrong, and where." }),
    ),
    correlationId: Type.String({ description: "By which the service's log has it." }),
    productVariantId: Type.Optional(Type.String({ description: "With INSUFFICIENT_STOCK: of what." })),
    requested: Type.Optional(Type.Integer({ description: "With INSUFFICIENT_STOCK: units asked for." })),
    available: Type.Optional(Type.Integer({ description: "With INSUFFICIENT_STOCK: units to be had." })),
    current: Type.Optional(ref(InventoryItem)),
  },
  { $id: "Problem", additionalProperties: false, description: "What went wrong (RFC 9457)." },
);

export const PROBLEM_SCHEMAS = [ProblemPart, Problem];
