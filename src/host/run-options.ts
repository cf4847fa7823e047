import type { Secret } from './secret.ts';

/** How a program is run. */
export interface RunOptions {
  /** A program that runs longer is killed; 60 seconds unless told. */
  readonly timeoutMs?: number;
  /** What the program reads; nothing unless told. */
  readonly stdin?: string | Secret;
  /** Shown as `***` wherever the program prints them, for example what it read from standard input. */
  readonly hidden?: readonly Secret[];
  /** Added to the environment that all programs get. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure; 0 unless told. */
  readonly okExitCodes?: readonly number[];
  /** A program that prints more, on either stream, is killed; 8 MiB unless told. */
  readonly maxOutputBytes?: number;
  /** A real path: no root is put in front. */
  readonly cwd?: string;
}
