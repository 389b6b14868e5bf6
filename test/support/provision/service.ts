export type ServiceName = "postgres" | "redis" | "rabbitmq";

export interface Started {
  url: string;
  /** In words, for the line that says which servers a run uses. */
  from: string;
  close(): Promise<void>;
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
  startInstalled(): Promise<Started | undefined>;
}
