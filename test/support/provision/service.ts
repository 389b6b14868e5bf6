export type ServiceName = "postgres" | "redis" | "rabbitmq";
export type ToolName = "promtool" | "rabbitmqctl" | "chromium";
/** What a suite may say at its top that it needs. */
export type Need = ServiceName | ToolName;

export interface Started {
  url: string;
  /** In words, for the line that says which servers a run uses. */
  from: string;
  close(): Promise<void>;
}

/** A program that tests run. */
export interface Tool {
  name: ToolName;
  /** Where it is; undefined when it can neither be found nor fetched. */
  provide(): { path: string; from: string } | undefined;
}

/** A server of ours, which nobody else uses: it can be killed, and started again on what it had stored. */
export interface OwnServer extends Started {
  /** Resolves when it is gone. SIGKILL also takes what it had started itself. */
  fell(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when it can be used again. */
  raise(): Promise<void>;
}

/** How one kind of server is found, or made to run for this run of the tests alone. */
export interface Service {
  name: ServiceName;
  /** What names a server of the user's own choice. */
  variable: "DATABASE_URL" | "REDIS_URL" | "AMQP_URL";
  standardUrls(): string[];
  /** Rejects with the reason when the tests could not use what answers there. */
  probe(url: string): Promise<void>;
  container: { port: number; url(address: string): string };
  debianPackage: string;
  /** undefined when the programs are not installed. */
  startInstalled(): Promise<OwnServer | undefined>;
}
