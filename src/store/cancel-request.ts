import type { Socket } from "node:net";
import pg from "pg";

/** What the driver has, and its types do not tell. */
interface Wire extends pg.Connection {
  readonly ssl: unknown;
  readonly sslNegotiation: string | undefined;
  readonly stream: Socket;
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}
interface Inside {
  readonly host: string;
  readonly port: number;
  readonly processID: number;
  readonly secretKey: number;
  readonly connection: Wire;
}
const OwnWire = pg.Connection as unknown as new (config: object) => Wire;

const PATIENCE_MS = 2_000;

/**
 * Asks the server, over a connection that takes no place among its sessions, to cancel what the client's session runs.
 *
 * @returns true once the server has done so: it hangs up then, so a later statement of the session is not met.
 *          false: nobody knows, and the session must not run anything else.
 */
export function requestCancel(client: pg.ClientBase): Promise<boolean> {
  const { host, port, processID, secretKey, connection } = client as unknown as Inside;
  const { ssl, sslNegotiation } = connection;
  const wire = new OwnWire({ ssl, sslNegotiation });
  return new Promise((resolve) => {
    let sent = false;
    const send = () => {
      wire.cancel(processID, secretKey);
      sent = true;
    };
    const settle = (done: boolean) => {
      clearTimeout(timer);
      wire.stream.destroy();
      resolve(done);
    };
    const timer = setTimeout(() => settle(false), PATIENCE_MS);
    wire.once("connect", () => {
      if (!ssl) send();
      else if (sslNegotiation !== "direct") wire.requestSsl();
    });
    wire.once("sslconnect", send);
    wire.once("end", () => settle(sent));
    wire.on("error", () => settle(false));
    if (host.startsWith("/")) wire.connect(`${host}/.s.PGSQL.${port}`);
    else wire.connect(port, host);
  });
}
