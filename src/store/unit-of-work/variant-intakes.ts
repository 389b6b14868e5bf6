import type { Access } from "../../domain/access.js";
import type { Snapshot } from "../../domain/batch-state.js";
import type { Changes } from "../../domain/decision.js";
import type { VariantIntake } from "../../domain/variant-intake.js";
import { ms } from "../rows.js";
import { selectJson, type Transaction } from "./transaction.js";

// As with orders: before any item is locked, in the order of the key, with a row for what nobody has told of yet.
const LOCK = `
  WITH locked AS (
    INSERT INTO variant_intake AS i (product_variant_id) SELECT unnest($1::text[]) ORDER BY 1
    ON CONFLICT (product_variant_id) DO UPDATE SET product_variant_id = excluded.product_variant_id
    RETURNING *
  )
  SELECT coalesce(json_agg(json_build_object('productVariantId', product_variant_id, 'createdSaid', ${ms("created_said")},
    'deletedSaid', ${ms("deleted_said")}, 'skuSaid', ${ms("sku_said")}, 'saleSaid', ${ms("sale_said")},
    'updatedAt', ${ms("updated_at")})), '[]')::text AS json
  FROM locked`;

const at = (field: string): string => `to_timestamp(x."${field}"::float8 / 1000)`;

const WRITE = `
  UPDATE variant_intake i
  SET created_said = ${at("createdSaid")}, deleted_said = ${at("deletedSaid")}, sku_said = ${at("skuSaid")},
    sale_said = ${at("saleSaid")}, updated_at = ${at("updatedAt")}
  FROM jsonb_to_recordset($1::jsonb) AS x("productVariantId" text, "createdSaid" bigint, "deletedSaid" bigint,
    "skuSaid" bigint, "saleSaid" bigint, "updatedAt" bigint)
  WHERE i.product_variant_id = x."productVariantId"`;

const FORGET = `
  DELETE FROM variant_intake WHERE product_variant_id = ANY($1::text[])
    AND created_said IS NULL AND deleted_said IS NULL AND sku_said IS NULL AND sale_said IS NULL`;

export async function lockVariantIntakes(
  tx: Transaction,
  accesses: readonly Pick<Access, "variantIntakes">[],
): Promise<readonly VariantIntake[]> {
  const variants = [...new Set(accesses.flatMap(({ variantIntakes }) => variantIntakes))];
  return variants.length === 0 ? [] : selectJson<VariantIntake[]>(tx, LOCK, variants);
}

/** What was told now; a row that was only made to be locked goes again. */
export async function writeVariantIntakes(
  tx: Transaction,
  before: Snapshot,
  { variantIntakes }: Changes,
): Promise<void> {
  if (variantIntakes.length > 0) await tx.$executeRawUnsafe(WRITE, JSON.stringify(variantIntakes));
  const told = new Set(variantIntakes.map(({ productVariantId }) => productVariantId));
  const untold = before.variantIntakes.flatMap(({ productVariantId: id }) => (told.has(id) ? [] : [id]));
  if (untold.length > 0) await tx.$executeRawUnsafe(FORGET, untold);
}
