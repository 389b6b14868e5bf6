/** The values that an operation's variables have, defaults included. */
export type Variables = Readonly<Record<string, unknown>>;

/** What is known when a document is read, or comes of the variables of each request. */
export type Amount = number | ((variables: Variables) => number);

export function of(amount: Amount, variables: Variables): number {
  return typeof amount === "number" ? amount : amount(variables);
}

export function sum(amounts: readonly Amount[]): Amount {
  let known = 0;
  const open: ((variables: Variables) => number)[] = [];
  for (const amount of amounts) {
    if (typeof amount === "number") known += amount;
    else open.push(amount);
  }
  if (open.length === 0) return known;
  return (variables) => {
    let total = known;
    for (const amount of open) total += amount(variables);
    return total;
  };
}

export function product(one: Amount, other: Amount): Amount {
  if (typeof one === "number" && typeof other === "number") return one * other;
  return (variables) => of(one, variables) * of(other, variables);
}

export function greatest(amounts: readonly Amount[]): Amount {
  if (amounts.every((amount) => typeof amount === "number")) return Math.max(0, ...amounts);
  return (variables) => Math.max(0, ...amounts.map((amount) => of(amount, variables)));
}
