import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { emptyModel, JujuRefused } from './model.ts';
import type { JujuTrack } from './juju-features.ts';
import type { Model } from './model.ts';

export interface LogLine {
  /** Seconds since the epoch, by the model's clock. */
  readonly time: number;
  /** For example `unit-etcd-0`. */
  readonly entity: string;
  readonly level: 'CRITICAL' | 'DEBUG' | 'ERROR' | 'INFO' | 'TRACE' | 'WARNING';
  /** For example `unit.etcd/0.juju-log`. */
  readonly module: string;
  readonly message: string;
}

/** Where a model is kept: `model.json` and `log.jsonl` in its folder. */
export interface Store {
  readonly model: Model;
  /** What the cluster's `snapshot` gave at the last save. */
  readonly cluster: unknown;
  readonly log: LogLine[];
  /** The folder holds what the model is at this moment; a crash leaves the old or the new one. */
  save(cluster: unknown): void;
}

/**
 * The model that is kept in the folder, or an empty one.
 *
 * @throws JujuRefused when the folder holds a model of another version of the simulator
 */
export function openStore(folder: string, fresh: { readonly juju: JujuTrack; readonly clockSeconds: number }): Store {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'model.json');
  const { model, cluster } = existsSync(file)
    ? readModel(file)
    : { model: emptyModel('default', fresh.juju, fresh.clockSeconds), cluster: null };
  const logFile = path.join(folder, 'log.jsonl');
  const log = existsSync(logFile) ? readLog(logFile) : [];
  let loggedCount = log.length;
  return {
    model,
    cluster,
    log,
    save: (clusterNow) => {
      appendFileSync(
        logFile,
        log
          .slice(loggedCount)
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      );
      loggedCount = log.length;
      const temporary = `${file}.part`;
      writeFileSync(temporary, JSON.stringify({ model, cluster: clusterNow }), { mode: 0o600 });
      renameSync(temporary, file);
    },
  };
}

function readModel(file: string): { readonly model: Model; readonly cluster: unknown } {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const shape = z.looseObject({ model: z.looseObject({ schema: z.literal(2) }), cluster: z.unknown() });
  if (!shape.safeParse(parsed).success)
    throw new JujuRefused(`${file} is no model of this version of the simulator: start with an empty folder`);
  return parsed as { model: Model; cluster: unknown };
}

function readLog(file: string): LogLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}
