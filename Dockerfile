FROM node:20-bookworm-slim AS build
WORKDIR /app
# First only what decides the dependencies, so that a change of the sources does not install
# them again. Nothing needs the dependencies' own install scripts; ours (prepare) comes below.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
# prepare generates the Prisma client and compiles src to dist. After it neither the development
# packages nor Prisma's command line are needed: the service migrates by itself.
RUN npm run prepare && npm uninstall --no-save --omit=dev --ignore-scripts prisma

FROM node:20-bookworm-slim
# The address inside the container; what is reachable from outside is decided by who publishes the port.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/event-schemas ./event-schemas
COPY --from=build /app/asyncapi.json ./
COPY --from=build /app/dist ./dist
# Only an embedded database (no DATABASE_URL) writes here. In a container that runs, the commands
# beside the service are: docker exec CONTAINER stockfeed verify.
RUN install -d -o node -g node .data && ln -s /app/dist/command.js /usr/local/bin/stockfeed
USER node
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The service; or any other command: docker run --env-file FILE IMAGE verify.
ENTRYPOINT ["node", "--max-semi-space-size=32", "/app/dist/command.js"]
CMD ["serve"]
