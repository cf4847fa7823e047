import { withMadeResources } from './made-resources.ts';
import { charmName, exposedLine, fromText, onText, optionTexts, seriesFor, uploadLine } from './words.ts';
import type { ApplicationStep } from './words.ts';

/** The application is in the simulation, without units. */
export function deployApplication(step: ApplicationStep): void {
  const { simulation, name, body, charm, features, say } = step;
  const series = seriesFor(step);
  say(uploadLine(step, series));
  const made = withMadeResources(body, charm, (resources, names) => {
    simulation.deploy({
      application: name,
      charm: body.charm,
      options: optionTexts(body.options),
      resources,
      isExposed: body.isExposed,
      isTrusted: body.isTrusted,
      series,
      ...(charm.files === null ? {} : { files: charm.files }),
      ...(body.channel === null ? {} : { channel: body.channel }),
      ...(body.constraints === '' ? {} : { constraints: body.constraints }),
    });
    return names;
  });
  const using = !body.isLocal && charmName(body) !== name ? ` using ${charmName(body)}` : '';
  const channel = body.channel === null ? '' : ` with ${body.channel}`;
  say(`- deploy application ${name}${fromText(body)} on ${onText(series, features)}${channel}${using}`);
  if (made.length > 0) say(`- attach to ${name} resources that the simulator makes: ${made.join(', ')}`);
  if (body.isExposed) say(exposedLine(name));
  if (body.hasAnnotations) say(`- set annotations for ${name}`);
}
