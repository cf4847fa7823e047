import type { Model, RelationEnd, Seen } from '../../model/model.ts';
import { naturalOrder } from '../../model/natural-order.ts';

/** A relation as the status table shows it. */
export interface RelationRow {
  /** `app:endpoint`. */
  readonly provider: string;
  readonly requirer: string;
  readonly wire: string;
  readonly type: 'peer' | 'regular' | 'subordinate';
  readonly message: string;
}

/** The relations of the model in the order of the table. */
export function relationRows(model: Seen<Model>): RelationRow[] {
  return Object.values(model.relations)
    .map(({ endpoints, scope }): RelationRow => {
      const requirer = endpoints.find(({ role }) => role === 'requires') ?? endpoints[0];
      const provider = endpoints.find(({ role }) => role === 'provides') ?? endpoints[0];
      return {
        provider: endText(provider),
        requirer: endText(requirer),
        wire: provider?.interface ?? '',
        type: endpoints.length === 1 ? 'peer' : scope === 'container' ? 'subordinate' : 'regular',
        message: '',
      };
    })
    .sort((a, b) => naturalOrder(`${a.provider} ${a.requirer}`, `${b.provider} ${b.requirer}`));
}

function endText(end: Seen<RelationEnd> | undefined): string {
  return `${end?.application ?? ''}:${end?.name ?? ''}`;
}
