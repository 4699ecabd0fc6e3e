import { type Kysely, sql } from 'kysely'

/** The archive of forecasts and observations, and what is known about the services they come from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table forecast_runs (
    id text primary key, provider text not null, model text not null, cell_id text not null,
    issued_at bigint not null, received_at bigint not null, last_seen_at bigint not null,
    hours_json text not null, hours_sha256 text not null)`,
  `create unique index one_forecast_run on forecast_runs (cell_id, received_at, provider, model, hours_sha256)`,
  `create index forecast_runs_by_time on forecast_runs (received_at, id)`,
  `create index forecast_runs_by_last_seen on forecast_runs (last_seen_at, cell_id)`,
  `create table observations (
    provider text not null, station_id text not null, at bigint not null, received_at bigint not null,
    lat real not null, lon real not null, air_temp_c real, snow_depth_cm real, snowfall_1h_cm real,
    precipitation_1h_mm real, primary key (provider, station_id, at))`,
  `create index observations_by_time on observations (at)`,
  `create index observations_by_receipt on observations (received_at)`,
  `create table weather_services (
    service text primary key, minute_at bigint not null, minute_used integer not null, day_at bigint not null,
    day_used integer not null, failures integer not null, open_until_at bigint, not_before_at bigint,
    last_ok_at bigint, last_failure_at bigint, last_failure_why text, last_failure_detail text)`,
  `create table weather_requests (
    key text primary key, service text not null, etag text, last_modified text, expires_at bigint,
    retry_at bigint, failures integer not null, asked_at bigint not null, ok_at bigint)`,
  `create table weather_fetches (
    id integer primary key autoincrement, service text not null, at bigint not null, subject text not null,
    outcome text not null, detail text, status integer, new_runs integer not null)`,
  `create table weather_headlines (
    office text primary key, issued_at bigint not null, received_at bigint not null, body_json text not null)`,
]
