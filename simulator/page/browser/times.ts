/** `02:47:51`, by the model's clock in UTC. */
export function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** `02:47:51.123`. */
export function preciseText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}

/** `2026-11-25 02:47:51 UTC`. */
export function dateText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `310 ms`, `4.2 s`. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
