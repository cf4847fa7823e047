import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { emptyModel, JujuRefused } from './model.ts';
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
  readonly log: LogLine[];
  /** The file holds what the model is at this moment; a crash leaves the old or the new one. */
  save(): void;
}

/**
 * The model that is kept in the folder, or an empty one.
 *
 * @throws JujuRefused when the folder holds a model of another version of the simulator
 */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'model.json');
  const model = existsSync(file) ? readModel(file) : emptyModel('default');
  const logFile = path.join(folder, 'log.jsonl');
  const log = existsSync(logFile) ? readLog(logFile) : [];
  let loggedCount = log.length;
  return {
    model,
    log,
    save: () => {
      appendFileSync(
        logFile,
        log
          .slice(loggedCount)
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      );
      loggedCount = log.length;
      const temporary = `${file}.part`;
      writeFileSync(temporary, JSON.stringify(model), { mode: 0o600 });
      renameSync(temporary, file);
    },
  };
}

function readModel(file: string): Model {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const { success } = z.looseObject({ schema: z.literal(1), units: z.looseObject({}) }).safeParse(parsed);
  if (!success)
    throw new JujuRefused(`${file} is no model of this version of the simulator: start with an empty folder`);
  return parsed as Model;
}

function readLog(file: string): LogLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}
