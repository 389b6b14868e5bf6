interface Place {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
}

interface Level {
  readonly quantity: number;
  readonly reservedQuantity: number;
  readonly availableQuantity: number;
  readonly warehouse: Place;
}

/** Where the item is, by the warehouses' priority, then where it could be. */
export function placesFor(levels: readonly Level[], warehouses: readonly Place[]): readonly Place[] {
  const used = levels.map(({ warehouse }) => warehouse);
  return [...used, ...warehouses.filter(({ id }) => !used.some((place) => place.id === id))];
}

/** What one warehouse has of it; nothing where it never was. */
export function levelIn(levels: readonly Level[], code: string): Omit<Level, "warehouse"> {
  const level = levels.find(({ warehouse }) => warehouse.code === code);
  return level ?? { quantity: 0, reservedQuantity: 0, availableQuantity: 0 };
}

export function optionOf({ code, name, active }: Place): { readonly value: string; readonly label: string } {
  const title = name === code ? code : `${code}: ${name}`;
  return { value: code, label: active ? title : `${title} (inactive)` };
}
