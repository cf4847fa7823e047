import type { SecretGrant } from '../model/model.ts';
import { endsOf } from '../model/relations.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import type { Arguments } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { relationFlag, relationOf } from './relation-flag.ts';
import { managedSecret, requiredSecret } from './secret-uri.ts';
import type { ToolCall, Tools } from './tool.ts';

const isIn = ({ hasSecrets }: { readonly hasSecrets: boolean }) => hasSecrets;

/** Who else may read a secret, once the hook has succeeded. */
export const secretGrantTools: Tools = {
  'secret-grant': {
    usage: '<URI>',
    summary: 'Let the other side of a relation read a secret.',
    isIn,
    flags: (call) => [relationFlag(call), { names: ['unit'], value: '""', help: 'Only this unit of it' }],
    prepare: (args, call) => {
      const id = requiredSecret(args.words);
      const relation = relationOf(args, call);
      refuseMoreThan(1, args);
      const unit = args.values['unit'] ?? '';
      return () => {
        managedSecret(call, id);
        const application = endsOf(relation, call.context.unit.application)?.other.application ?? '';
        if (unit !== '' && unit.split('/')[0] !== application)
          throw new ToolFailed(`unit ${quoted(unit)} is not in relation ${relation.id}`);
        const to: SecretGrant['to'] =
          unit === '' ? { kind: 'application', name: application } : { kind: 'unit', name: unit };
        call.context.secretChanges.push({ kind: 'grant', id, grant: { relation: relation.id, to } });
        return undefined;
      };
    },
  },
  'secret-revoke': {
    usage: '<URI>',
    summary: 'Let others no longer read a secret.',
    isIn,
    flags: (call) => [
      relationFlag(call),
      { names: ['app', 'application'], value: '""', help: 'This application, with all its units' },
      { names: ['unit'], value: '""', help: 'This unit' },
    ],
    prepare: (args, call) => {
      const id = requiredSecret(args.words);
      const from = revokedFrom(args, call);
      refuseMoreThan(1, args);
      return () => {
        managedSecret(call, id);
        call.context.secretChanges.push({ kind: 'revoke', id, ...from });
        return undefined;
      };
    },
  },
};

function revokedFrom(
  args: Arguments,
  call: ToolCall,
): { readonly relation: number | null; readonly to: SecretGrant['to'] | null } {
  const { application = '', unit = '', relation } = args.values;
  const hooked = call.context.hook.relation;
  if (application === '' && unit === '' && relation === undefined && hooked === null)
    throw new BadUsage('missing relation or application or unit');
  const to: SecretGrant['to'] | null =
    unit !== '' ? { kind: 'unit', name: unit } : application !== '' ? { kind: 'application', name: application } : null;
  return { relation: to === null || relation !== undefined ? relationOf(args, call).id : null, to };
}
