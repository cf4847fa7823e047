import * as z from 'zod';
import type { ClusterResponse } from '../contract.ts';

/** kubectl ends with 1 and these words; what it had printed before stays printed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly stdout: string;

  constructor(message: string, stdout = '') {
    super(message);
    this.stdout = stdout;
  }
}

/** The object of an answer; a Status that refuses is thrown in kubectl's words. */
export function expectObject(answer: ClusterResponse): z.infer<typeof objectSchema> {
  if (answer.status < 400) return objectSchema.parse(answer.body);
  throw new Refusal(wordsOf(answer));
}

/** What kubectl says about an answer that refuses. */
export function wordsOf(answer: ClusterResponse): string {
  const status = statusSchema.safeParse(answer.body);
  if (answer.status === 401) return 'error: You must be logged in to the server (Unauthorized)';
  if (!status.success) return `Error from server: status ${answer.status}`;
  return `Error from server (${status.data.reason}): ${status.data.message}`;
}

const statusSchema = z.object({ reason: z.string(), message: z.string() });
const text = z.record(z.string(), z.string()).nullish();
const objectSchema = z.looseObject({
  kind: z.string(),
  apiVersion: z.string().optional(),
  metadata: z
    .looseObject({ name: z.string().optional(), namespace: z.string().optional(), labels: text, annotations: text })
    .default({}),
});
