/** Which unit of which model a Node belongs to, as the charm writes it on the Node. */
export interface NodeMark {
  readonly modelUuid: string;
  /** `kubernetes-worker/3`. */
  readonly unit: string;
}

/** The annotations that say so; a model by its UUID, since names are given again. */
export function markAnnotations({ modelUuid, unit }: NodeMark): Readonly<Record<string, string>> {
  return { [modelKey]: modelUuid, [unitKey]: unit };
}

/** The mark among a Node's annotations; null on a Node of somebody else. */
export function readMark(annotations: Readonly<Record<string, string>>): NodeMark | null {
  const [modelUuid, unit] = [annotations[modelKey], annotations[unitKey]];
  return modelUuid === undefined || unit === undefined ? null : { modelUuid, unit };
}

const modelKey = 'kubernetes-worker.charm/model';
const unitKey = 'kubernetes-worker.charm/unit';
