/** What is asked of kubectl, stand-in and real ones alike. `ROOT` among arguments is the machine's root. */
import type { ApiTrouble } from '../../simulator/contract.ts';
import { looking } from './kubectl-cases-looking.ts';
import { changing } from './kubectl-cases-changing.ts';
import { files } from './kubectl-cases-files.ts';
import { draining } from './kubectl-cases-draining.ts';
import { troubles } from './kubectl-cases-troubles.ts';

export interface KubectlCase {
  readonly title: string;
  readonly argv: readonly string[];
  readonly exitCode: 0 | 1;
  /** Beside those of every case. */
  readonly objects?: readonly object[];
  /** A disruption budget leaves none of the pods of the deployment. */
  readonly isGuarded?: true;
  /** Calls that were made before, in the same way. */
  readonly before?: readonly (readonly string[])[];
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly trouble?: ApiTrouble;
  /** What stderr holds at least. */
  readonly says?: RegExp;
  /** Standard output is told in other words by design; the reason. */
  readonly ownWords?: string;
}

export const cases: readonly KubectlCase[] = [...looking, ...changing, ...files, ...draining, ...troubles];
