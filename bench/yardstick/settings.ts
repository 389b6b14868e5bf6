/**
 * With which the yardstick did best on two cores (`npm run bench -- tuning` tries them
 * all). Pipelining is an experiment of pg's that helps here and there, and never by much.
 */
export const YARDSTICK_SETTINGS = { connections: 16, pipeline: false } as const;
