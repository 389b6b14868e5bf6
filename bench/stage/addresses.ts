const env = process.env;

export const DATABASE_SERVER = env["BENCH_DATABASE_URL"] ?? "postgresql://postgres@127.0.0.1:5432/postgres";
export const AMQP_URL = env["BENCH_AMQP_URL"] ?? "amqp://guest:guest@127.0.0.1:5672";
export const REDIS_URL = env["BENCH_REDIS_URL"] ?? "redis://127.0.0.1:6379";
