import { areSameConstraints } from '../model/constraints.ts';
import type { Application, Seen } from '../model/model.ts';
import { withMadeResources } from './made-resources.ts';
import { charmName, exposedLine, fromText, onText, optionTexts, uploadLine } from './words.ts';
import type { ApplicationStep } from './words.ts';

/**
 * The application that is there has what the bundle says of it; what the bundle does not name stays.
 *
 * A local charm is taken anew each time, since nothing tells its files from those of before.
 */
export function updateApplication(step: ApplicationStep): void {
  const { simulation, name, body, say } = step;
  const before = simulation.model.applications[name];
  if (before === undefined) return;
  upgrade(step, before);
  const changed = Object.entries(body.options).filter(([key, value]) => String(before.settings[key]) !== String(value));
  if (changed.length > 0) simulation.setConfig(name, optionTexts(Object.fromEntries(changed)));
  const isNewlyTrusted = body.isTrusted && !before.isTrusted;
  if (isNewlyTrusted) simulation.setTrust(name, true);
  if (changed.length > 0 || isNewlyTrusted) say(`- set application options for ${name}`);
  if (body.constraints !== '' && !areSameConstraints(body.constraints, before.constraints)) {
    simulation.setConstraints(name, body.constraints);
    say(`- set constraints for ${name} to "${body.constraints}"`);
  }
  if (!body.isExposed || before.isExposed) return;
  simulation.expose(name);
  say(exposedLine(name));
}

function upgrade(step: ApplicationStep, before: Seen<Application>): void {
  const { simulation, name, body, charm, features, say } = step;
  const isOther = before.charm !== body.charm || (body.channel !== null && before.channel !== body.channel);
  if (!body.isLocal && !isOther) {
    attachResources(step);
    return;
  }
  say(uploadLine(step, before.series));
  withMadeResources(body, charm, (resources) => {
    simulation.refresh(name, {
      charm: body.charm,
      resources,
      ...(charm.files === null ? {} : { files: charm.files }),
      ...(body.channel === null ? {} : { channel: body.channel }),
    });
  });
  const kind = features.hasBases ? 'base' : 'series';
  const from = body.isLocal ? ' from local' : fromText(body);
  const used = charm.metadata?.name ?? charmName(body);
  const channel = body.channel === null ? '' : ` from ${body.channel} channel`;
  say(`- upgrade ${name}${from} using charm ${used} for ${kind} ${onText(before.series, features)}${channel}`);
}

function attachResources({ simulation, name, body, say }: ApplicationStep): void {
  for (const [resource, file] of Object.entries(body.resources)) {
    simulation.attachResource(name, resource, file);
    say(`- attach resource ${resource} to ${name}`);
  }
}
