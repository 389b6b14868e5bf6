import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Takes money, and remembers of whom: a card named "declined" has none. */
export interface PaymentProvider {
  readonly url: string;
  /** Orders whose money it has. */
  readonly charged: ReadonlySet<string>;
  /** From now on nobody is answered, though what is asked is done; `asked` resolves once so many have asked. */
  hold(askers: number): { readonly asked: Promise<void>; release(): void };
  close(): void;
}

export async function openPaymentProvider(): Promise<PaymentProvider> {
  const charged = new Set<string>();
  let held:
    { readonly askers: number; readonly answers: (() => void)[]; readonly asked: () => void } | undefined;
  const server = createServer((request, response) => {
    const [, what, orderId = ""] = (request.url ?? "").split("/");
    let body = "";
    request.on("data", (bytes: Buffer) => (body += String(bytes)));
    request.on("end", () => {
      const { card } = JSON.parse(body) as { card: string };
      const status = what === "charges" && card === "declined" ? 402 : 200;
      if (status === 200) charged[what === "charges" ? "add" : "delete"](orderId);
      const answer = () => response.writeHead(status).end();
      if (!held) return void answer();
      held.answers.push(answer);
      if (held.answers.length === held.askers) held.asked();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    charged,
    hold(askers) {
      let asked: () => void = () => undefined;
      const told = new Promise<void>((resolve) => (asked = resolve));
      const holding = { askers, answers: [] as (() => void)[], asked };
      held = holding;
      return {
        asked: told,
        release() {
          held = undefined;
          holding.answers.forEach((answer) => answer());
        },
      };
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
