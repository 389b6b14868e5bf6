-- When, by its own clock, the product service said something of a variant last: what was said earlier and comes later
-- changes nothing. Its row is the lock of what is said next.
CREATE TABLE "variant_intake" (
    "product_variant_id" TEXT NOT NULL,
    "created_said" TIMESTAMPTZ(3),
    "deleted_said" TIMESTAMPTZ(3),
    "sku_said" TIMESTAMPTZ(3),
    -- that it is in sale, or is not
    "sale_said" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "variant_intake_pkey" PRIMARY KEY ("product_variant_id")
);
