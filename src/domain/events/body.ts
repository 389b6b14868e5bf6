/** What a rule says of an event: the rest of its message is added when it is written and sent. */
export type Body<Message extends { readonly eventType: string; readonly data: object }> = {
  readonly type: Message["eventType"];
  readonly data: Frozen<Omit<Message["data"], "timestamp" | "correlationId">>;
};

type Frozen<T> = T extends readonly (infer Element)[]
  ? readonly Frozen<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
