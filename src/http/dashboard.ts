import type { FastifyInstance } from "fastify";
import { servePage } from "./page.js";
import { isLocal } from "./token-endpoint.js";

export interface DashboardOptions {
  /** null: tokens come from somewhere else. `exposed`: it answers others than this machine, too. */
  readonly issuer: { readonly exposed: boolean } | null;
}

/** The dashboard's page, its files, and what the page has to know before anybody is signed in. */
export function registerDashboard(app: FastifyInstance, { issuer }: DashboardOptions): void {
  app.register(async (scope) => {
    await servePage(scope, { url: "/", folder: "dashboard", files: "assets" });
    scope.get("/dashboard.json", (request, reply) => {
      reply.header("cache-control", "no-store");
      return {
        issuer: issuer ? "embedded" : "external",
        issuesHere: issuer !== null && (issuer.exposed || isLocal(request)),
      };
    });
  });
}
