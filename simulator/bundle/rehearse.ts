import { inert } from '../charms/charms.ts';
import { addMachine } from '../model/machines.ts';
import type { Application, Model, Seen } from '../model/model.ts';
import { applicationOf } from '../model/model.ts';
import { newApplication } from '../model/new-application.ts';
import { addRelation } from '../model/relations.ts';
import { addUnit } from '../model/units.ts';
import type { OpenCharms } from './open-charms.ts';
import type { BundleTarget } from './target.ts';

/** A target that changes a copy of the model: what would be done is seen, and nothing is. */
export function rehearse(real: Seen<Model>, charms: OpenCharms): BundleTarget {
  const model: Model = JSON.parse(JSON.stringify(real)) as Model;
  const charmOf = ({ name, charm }: Application) => {
    const { metadata } = charms.of(name);
    return metadata === null ? { metadata: inert(charm).metadata, isInert: true } : { metadata, isInert: false };
  };
  return {
    model,
    deploy: ({ application: name, charm, series = 'focal', options, ...wanted }) => {
      const { channel, isExposed, isTrusted, constraints } = wanted;
      const isSubordinate = charms.of(name).metadata?.isSubordinate ?? false;
      const start = { name, charm, series, isSubordinate, channel, isExposed, isTrusted, constraints };
      model.applications[name] = { ...newApplication(start), settings: { ...options } };
    },
    refresh: (name, { charm, channel }) => {
      const application = applicationOf(model, name);
      application.charm = charm;
      if (channel !== undefined) application.channel = channel;
    },
    setConfig: (name, values) => void Object.assign(applicationOf(model, name).settings, values),
    setTrust: (name, isTrusted) => {
      applicationOf(model, name).isTrusted = isTrusted;
    },
    setConstraints: (name, constraints) => {
      applicationOf(model, name).constraints = constraints;
    },
    attachResource: () => undefined,
    expose: (name) => {
      applicationOf(model, name).isExposed = true;
    },
    addMachine: (machine) => addMachine(model, machine),
    addUnit: (name, { machine } = {}) => addUnit(model, name, machine ?? null, 0),
    relate: (a, b) => void addRelation(model, charmOf, a, b),
  };
}
