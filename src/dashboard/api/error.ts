interface GraphqlError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly correlationId?: string };
}

// These pass by themselves: the same question may be answered in a moment.
const PASSING = new Set(["NETWORK", "OVERLOADED", "UNAVAILABLE"]);

/** An answer without what was asked for. `code` is the service's, or NETWORK where none came. */
export class ApiError extends Error {
  readonly code: string;
  readonly correlationId: string | null;

  constructor(
    code: string,
    message: string,
    options: { correlationId?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ApiError";
    this.code = code;
    this.correlationId = options.correlationId ?? null;
  }

  static of(errors: readonly GraphqlError[], correlationId: string | null = null): ApiError {
    const [first] = errors;
    const code = first?.extensions?.code ?? "INTERNAL_SERVER_ERROR";
    const message = first?.message ?? "The service answered nothing.";
    return new ApiError(code, message, { correlationId: first?.extensions?.correlationId ?? correlationId });
  }

  get isPassing(): boolean {
    return PASSING.has(this.code);
  }
}
