-- By which right each change was made, and the warehouses the token was confined to. Entries from
-- before this have neither: they are never changed. Without defaults the columns are added at once,
-- however long the ledger is; a node of the version before goes on writing entries without them.
ALTER TABLE "ledger_entry" ADD COLUMN "by_right" TEXT, ADD COLUMN "confined_to" TEXT[];
