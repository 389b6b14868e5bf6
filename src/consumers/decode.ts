import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { Type } from "@sinclair/typebox";
import type { Instant } from "../domain/model.js";
import type { InboundMessage } from "../ports/event-source.js";
import { KINDS, typesOf, type Kind } from "./kinds.js";
import { readJson } from "./read-json.js";
import { faultsIn } from "./schema-faults.js";
import { based, published, synced } from "./schemas/envelopes.js";

/** A message that is understood. */
export interface InboundEvent {
  readonly kind: Kind;
  readonly eventId: string;
  readonly correlationId: string;
  readonly userId: string | null;
  /** By the other service's clock; null: it does not say so that one could read it. */
  readonly saidAt: Instant | null;
  /** Of the kind's schema. */
  readonly payload: never;
  readonly lane: string | null;
}

export type Decoded =
  { readonly ok: true; readonly event: InboundEvent } | { readonly ok: false; readonly reason: string };

/** The parts of the three envelopes, once their schema has passed them. */
interface Envelope {
  readonly eventId: string;
  readonly correlationId?: string | null;
  readonly userId?: string | null;
  readonly timestamp?: string | null;
  readonly metadata?: { readonly correlationId?: string | null; readonly userId?: string | null } | null;
  readonly data?: never;
  readonly payload?: never;
}

type Body = Readonly<Record<string, unknown>>;

const FORMS = { published, based, synced };
type Form = keyof typeof FORMS;

interface Understood {
  readonly kind: Kind;
  readonly envelopes: Readonly<Record<Form, ValidateFunction>>;
  readonly payload: ValidateFunction;
}

/** What a message says, or why it says nothing that can be carried out: a fault of the message, named by its field. */
export function createDecoder(): (message: InboundMessage) => Decoded {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: false });
  const anything = Type.Unsafe<unknown>({ type: "object" });
  const byType = new Map<string, Understood>();
  for (const kind of KINDS) {
    const types = typesOf(kind);
    const compiled = (form: Form) => ajv.compile(FORMS[form](types, anything));
    const envelopes = {
      published: compiled("published"),
      based: compiled("based"),
      synced: compiled("synced"),
    };
    const understood = { kind, envelopes, payload: ajv.compile(kind.payload) };
    for (const type of types) byType.set(type, understood);
  }

  return ({ content, properties }) => {
    const read = readJson(content, properties.contentEncoding ?? null);
    if (!read.ok) return refused(read.fault);
    const body = read.value;
    const understood = typeof body["eventType"] === "string" ? byType.get(body["eventType"]) : undefined;
    if (!understood) return refused(typeFault(body));
    const form = formOf(body);
    if (form === null) return refused("/ must have data or payload");
    const version = versionFault(body, form);
    if (version !== null) return refused(version);
    const envelope = understood.envelopes[form];
    if (!envelope(body)) return refused(faultsIn(envelope));
    return understand(understood, body as unknown as Envelope, form);
  };
}

function understand({ kind, payload: fits }: Understood, envelope: Envelope, form: Form): Decoded {
  const { eventId, metadata } = envelope;
  const name = form === "published" ? "data" : "payload";
  const payload = envelope[name] as never;
  if (!fits(payload)) return refused(faultsIn(fits, `/${name}`));
  const event = {
    ...{ kind, eventId, payload },
    correlationId: envelope.correlationId ?? metadata?.correlationId ?? eventId,
    userId: envelope.userId ?? metadata?.userId ?? null,
    saidAt: instantIn(envelope.timestamp),
    lane: kind.laneOf(payload),
  };
  return { ok: true, event };
}

/** Without an offset it is UTC: where this process runs says nothing about it. */
function instantIn(timestamp: string | null | undefined): Instant | null {
  const said = timestamp ?? "";
  const instant = Date.parse(/T[\d:.]+$/.test(said) ? `${said}Z` : said);
  return Number.isNaN(instant) || instant < 0 ? null : instant;
}

function formOf(body: Body): Form | null {
  if ("data" in body) return "published";
  if (!("payload" in body)) return null;
  return typeof body["version"] === "string" ? "synced" : "based";
}

/** A higher major version may mean anything by its fields. */
function versionFault(body: Body, form: Form): string | null {
  const name = form === "published" ? "eventVersion" : "version";
  const version = body[name];
  if (form === "published" && (version === undefined || version === null)) return null;
  const understood =
    form === "based" ? version === 1 : typeof version === "string" && /^1(\.\d+)*$/.test(version);
  return understood ? null : `/${name} must be 1, or a minor version of it, not ${shown(version)}`;
}

function typeFault({ eventType }: Body): string {
  if (typeof eventType !== "string") return "/eventType must be string";
  return `/eventType ${shown(eventType)} is none that is consumed`;
}

/** As it is sent in a header: short, and storable. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 80).toWellFormed();
}

const refused = (reason: string): Decoded => ({ ok: false, reason });
