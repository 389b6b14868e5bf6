import DataLoader from "dataloader";
import type { Item, Level, Reservation, Warehouse } from "../domain/model.js";
import type { Reader } from "../ports/reader.js";

/** Reads of one tick become one statement each. */
export interface Loaders {
  item(productVariantId: string): Promise<Item | null>;
  /** By warehouse priority. */
  levels(productVariantId: string): Promise<readonly Level[]>;
  reservation(id: string): Promise<Reservation | null>;
  /** By priority, then code. */
  warehouses(): Promise<readonly Warehouse[]>;
}

/**
 * `remember`: for one request, which then sees one state. What lives longer, as a
 * subscription does, must not: it only shares the reads of one moment.
 */
export function createLoaders(reader: Reader, { remember }: { readonly remember: boolean }): Loaders {
  const load = <T>(read: (keys: readonly string[]) => Promise<readonly T[]>) => {
    let loader: DataLoader<string, T> | undefined;
    return (key: string): Promise<T> => {
      loader ??= new DataLoader<string, T>(once(read), { cache: remember });
      return loader.load(key);
    };
  };
  const warehouses = load(async (keys) => {
    const all = await reader.warehouses();
    return keys.map(() => all);
  });
  return {
    item: load((ids) => reader.items(ids)),
    levels: load((ids) => reader.levels(ids)),
    reservation: load((ids) => reader.reservations(ids)),
    warehouses: () => warehouses("all"),
  };
}

/** Without a cache the same key may stand in a batch a thousand times. */
function once<T>(read: (keys: readonly string[]) => Promise<readonly T[]>) {
  return async (keys: readonly string[]): Promise<readonly T[]> => {
    const distinct = [...new Set(keys)];
    if (distinct.length === keys.length) return read(keys);
    const values = await read(distinct);
    const byKey = new Map(distinct.map((key, index) => [key, values[index] as T]));
    return keys.map((key) => byKey.get(key) as T);
  };
}
