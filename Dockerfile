# The web pages, built with the development dependencies, which go no further than this stage.
FROM node:24-slim AS web

WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY dashboards/web ./dashboards/web
# what the service and the pages share
COPY src/domain/kana.ts src/domain/search-text.ts ./src/domain/
RUN node dashboards/web/build/main.ts

# The service alone. `node` of package.json is a development dependency: here the image brings Node.js.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY src ./src
COPY --from=web /app/dashboards/web/dist ./dashboards/web/dist

# Inside a container the listeners must be reachable from its network; publish them no wider than needed.
ENV YUKIBAN_DATA_DIR=/data \
    YUKIBAN_HTTP_HOST=0.0.0.0 \
    YUKIBAN_HTTP_PORT=8080 \
    YUKIBAN_MQTT_HOST=0.0.0.0 \
    YUKIBAN_MQTT_PORT=1883
RUN mkdir -m 700 /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 8080 1883

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.YUKIBAN_HTTP_PORT}/livez`).then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]

# On SIGTERM the service stops taking messages, finishes what it has begun and closes its files.
STOPSIGNAL SIGTERM
CMD ["node", "src/main.ts"]
