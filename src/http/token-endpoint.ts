import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EmbeddedIssuer } from "../auth/embedded-issuer.js";
import { roleNamed, ROLES } from "../auth/rights.js";

/**
 * OAuth 2.0 client credentials for development: the client is the role, and any secret is
 * right. That is why it answers this machine alone, unless it is exposed on purpose.
 */
export function registerTokenEndpoint(app: FastifyInstance, issuer: EmbeddedIssuer, exposed: boolean): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string" },
      (_request, body, done) => done(null, new URLSearchParams(body as string)),
    );
    scope.post("/oauth/token", async (request, reply) => {
      reply.header("cache-control", "no-store");
      if (!exposed && !isLocal(request)) {
        return refuse(reply, 403, "access_denied", "The embedded issuer answers on loopback only.");
      }
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      if (form.get("grant_type") !== "client_credentials") {
        return refuse(reply, 400, "unsupported_grant_type", "Send grant_type=client_credentials as a form.");
      }
      const role = roleNamed(form.get("role") ?? form.get("client_id") ?? basicUser(request) ?? "admin");
      if (role === undefined) {
        return refuse(reply, 401, "invalid_client", `client_id must be one of ${ROLES.join(", ")}.`);
      }
      const { token, expiresInSeconds, scope: granted } = await issuer.issue({ role });
      return { access_token: token, token_type: "Bearer", expires_in: expiresInSeconds, scope: granted };
    });
  });
}

/** By RFC 6749, section 5.2. */
function refuse(reply: FastifyReply, status: number, error: string, description: string): FastifyReply {
  return reply.code(status).send({ error, error_description: description });
}

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
const LOCAL_NAME = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

/** Neither through a proxy on this machine, nor by another site's page in a browser on it. */
export function isLocal({ socket, headers, hostname }: FastifyRequest): boolean {
  const forwarded = headers["x-forwarded-for"] ?? headers["forwarded"];
  return LOOPBACK.test(socket.remoteAddress ?? "") && forwarded === undefined && LOCAL_NAME.test(hostname);
}

function basicUser({ headers }: FastifyRequest): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const user = encoded && Buffer.from(encoded, "base64").toString().split(":")[0];
  return user || undefined;
}
