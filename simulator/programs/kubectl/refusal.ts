import * as z from 'zod';
import type { ClusterResponse } from '../../contract.ts';

/** kubectl ends with 1 and these words; what it had printed before stays printed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The object of an answer; a Status that refuses is thrown in kubectl's words, with what it was about to do before. */
export function expectObject(answer: ClusterResponse, doing = ''): z.infer<typeof answerSchema> {
  if (answer.status < 400) return answerSchema.parse(answer.body);
  throw new Refusal(refusalWords(answer, doing));
}

/** What kubectl says about an answer that refuses. */
export function refusalWords(answer: ClusterResponse, doing = ''): string {
  const status = statusSchema.safeParse(answer.body);
  if (answer.status === 401) return 'error: You must be logged in to the server (Unauthorized)';
  if (!status.success) return `Error from server: ${doing}status ${answer.status}`;
  return `Error from server (${status.data.reason}): ${doing}${status.data.message}`;
}

/** The message alone, without kubectl's words before it. */
export function messageOf({ body, status }: ClusterResponse): string {
  const parsed = statusSchema.safeParse(body);
  return parsed.success ? parsed.data.message : `status ${status}`;
}

const statusSchema = z.object({ reason: z.string(), message: z.string() });
const text = z.record(z.string(), z.string()).nullish();

/** An object as the API gives it. */
export const answerSchema = z.looseObject({
  kind: z.string(),
  apiVersion: z.string().optional(),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      namespace: z.string().optional(),
      uid: z.string().optional(),
      labels: text,
      annotations: text,
    })
    .default({}),
});

export type ApiObject = z.infer<typeof answerSchema>;
