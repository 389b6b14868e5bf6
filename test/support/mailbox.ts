import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface Mail {
  readonly to: string[];
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
}

/** A mail server that keeps what it takes. */
export interface Mailbox {
  readonly url: string;
  readonly mails: Mail[];
  /** A mail that comes is read, and not answered until the connection is gone. @returns how many wait so. */
  hold(): { readonly waiting: () => number };
  /** Mails are taken again. */
  take(): void;
  close(): Promise<void>;
}

export async function openMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  let holding = false;
  let held = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, callback) {
      let source = "";
      stream.setEncoding("utf8");
      stream.on("data", (part: string) => (source += part));
      stream.on("end", () => {
        if (holding) return void (held += 1);
        mails.push(
          read(
            source,
            session.envelope.rcptTo.map(({ address }) => address),
          ),
        );
        callback();
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    hold() {
      [holding, held] = [true, 0];
      return { waiting: () => held };
    },
    take: () => void (holding = false),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** As our mails are: a head, an empty line, and text in one part. */
function read(source: string, to: string[]): Mail {
  const end = source.indexOf("\r\n\r\n");
  const head = source.slice(0, end).replace(/\r\n\s+/g, " ");
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "mi").exec(head)?.[1]?.trim() ?? "";
  return { to, subject: field("Subject"), messageId: field("Message-ID"), text: source.slice(end + 4) };
}
