import DataLoader from "dataloader";

type Read<T> = (keys: readonly string[]) => Promise<readonly T[]>;

/** Loaders of what has a key. `remember`: a key that was read is not read again. */
export function batching(remember: boolean) {
  return <T>(read: Read<T>): ((key: string) => Promise<T>) => {
    let loader: DataLoader<string, T> | undefined;
    return (key) => {
      loader ??= new DataLoader<string, T>(once(read), { cache: remember });
      return loader.load(key);
    };
  };
}

/** Loaders of what has a key and arguments; those of the same arguments are read together. */
export function batchBy(remember: boolean) {
  const load = batching(remember);
  return <Args, T>(read: (keys: readonly string[], args: Args) => Promise<readonly T[]>) => {
    // JSON has no line break of its own.
    const loadOne = load<T>((texts) => {
      const wanted = texts.map((text) => {
        const end = text.indexOf("\n");
        return { args: text.slice(0, end), key: text.slice(end + 1) };
      });
      return readInGroups(wanted, (keys, args) => read(keys, JSON.parse(args) as Args));
    });
    return (key: string, args: Args): Promise<T> => loadOne(`${JSON.stringify(args)}\n${key}`);
  };
}

interface Wanted {
  readonly args: string;
  readonly key: string;
}

async function readInGroups<T>(
  wanted: readonly Wanted[],
  read: (keys: readonly string[], args: string) => Promise<readonly T[]>,
): Promise<T[]> {
  const groups = new Map<string, string[]>();
  for (const { args, key } of wanted) {
    const keys = groups.get(args);
    if (keys) keys.push(key);
    else groups.set(args, [key]);
  }
  const answers = new Map<string, Iterator<T>>();
  const reading = [...groups].map(async ([args, keys]) => {
    answers.set(args, (await read(keys, args))[Symbol.iterator]());
  });
  await Promise.all(reading);
  // Each group's answers come in the order in which its keys were wanted.
  return wanted.map(({ args }) => answers.get(args)?.next().value as T);
}

/** Without a cache the same key may stand in a batch a thousand times. */
function once<T>(read: Read<T>): Read<T> {
  return async (keys) => {
    const distinct = [...new Set(keys)];
    if (distinct.length === keys.length) return read(keys);
    const values = await read(distinct);
    const byKey = new Map(distinct.map((key, index) => [key, values[index] as T]));
    return keys.map((key) => byKey.get(key) as T);
  };
}
