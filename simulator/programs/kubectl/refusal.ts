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
function refusalWords(answer: ClusterResponse, doing = ''): string {
  const status = statusSchema.safeParse(answer.body);
  if (!status.success) return `Error from server: ${doing}status ${answer.status}`;
  if (status.data.reason === 'Invalid') return invalidWords(status.data);
  return `Error from server (${status.data.reason}): ${doing}${status.data.message}`;
}

/** The message alone, without kubectl's words before it. */
export function messageOf({ body, status }: ClusterResponse): string {
  const parsed = statusSchema.safeParse(body);
  return parsed.success ? parsed.data.message : `status ${status}`;
}

/** Which fields are wrong, where the API says so. */
function invalidWords({ message, details }: z.infer<typeof statusSchema>): string {
  if (details === undefined) return `The request is invalid: ${message}`;
  const { kind, name, causes } = details;
  const what = kind === '' && name === '' ? 'The request is invalid' : `The ${kind} "${name}" is invalid`;
  const each = causes.map(({ field, message: why }) => (field === '' ? why : `${field}: ${why}`));
  if (each.length > 1) return `${what}: \n${each.map((line) => `* ${line}`).join('\n')}`;
  return each.length === 1 ? `${what}: ${each[0] ?? ''}` : what;
}

const statusSchema = z.object({
  reason: z.string(),
  message: z.string(),
  details: z
    .object({
      kind: z.string().default(''),
      name: z.string().default(''),
      causes: z.array(z.object({ field: z.string().default(''), message: z.string().default('') })).default([]),
    })
    .optional(),
});
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
