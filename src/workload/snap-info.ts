/** What `snap info` tells of one snap or file. */
export interface SnapInfo {
  readonly name: string | null;
  /** Of a file; the version of an installed snap is not told here. */
  readonly version: string | null;
  /** By full name, such as `1.10/stable`: the version that an installation from the channel gets. Closed ones are absent. */
  readonly channels: Readonly<Record<string, string>>;
  /** The store told of its channels. It is not said when the store did not answer, or does not know the snap. */
  readonly isFromStore: boolean;
}

/**
 * What `snap info` tells of each of its arguments, in their order; nothing of one that nobody has.
 *
 * Source: snapd, cmd/snap/cmd_info.go; snapd 2.57 prints `  1.10/edge:        1.10.3 2018-06-01 (437) 22MB classic`.
 */
export function parseSnapInfo(text: string): readonly SnapInfo[] {
  // Texts of the snap's own are indented, so a line of three dashes is always the one between two snaps.
  return text.split(/^---$/mu).map((part) => {
    const lines = part.split('\n');
    const valueOf = (key: string) =>
      lines.flatMap((line) => (line.startsWith(`${key}:`) ? [line.slice(key.length + 1).trim()] : []))[0] ?? null;
    const start = lines.findIndex((line) => /^channels:\s*$/u.test(line));
    const after = start === -1 ? [] : lines.slice(start + 1);
    const end = after.findIndex((line) => !/^\s/u.test(line));
    return {
      name: valueOf('name'),
      // Behind it is what the snap is confined to.
      version: valueOf('version')?.split(/\s/u)[0] ?? null,
      channels: openChannels(end === -1 ? after : after.slice(0, end)),
      isFromStore: start !== -1,
    };
  });
}

/** The full name of a channel: `1.10` is `1.10/stable`, `edge` is `latest/edge`. */
export function fullChannel(channel: string): string {
  const parts = channel.split('/');
  const isRisk = risks.includes(parts[0] ?? '');
  if (parts.length === 1) return isRisk ? `latest/${channel}` : `${channel}/stable`;
  return isRisk ? `latest/${channel}` : channel;
}

/** A channel that follows the safer one is `^`, a closed one `--`; on a terminal they are an arrow and a dash. */
function openChannels(lines: readonly string[]): Readonly<Record<string, string>> {
  const open = new Map<string, string>();
  let above: string | undefined;
  for (const line of lines) {
    const [, name, word] = /^\s+(\S+):\s+(\S+)/u.exec(line) ?? [];
    if (name === undefined || word === undefined) continue;
    if (/^(?:--|–|—)$/u.test(word)) above = undefined;
    else if (!/^[\^↑]$/u.test(word)) above = word;
    if (above !== undefined) open.set(fullChannel(name), above);
  }
  return Object.fromEntries(open);
}

const risks: readonly string[] = ['stable', 'candidate', 'beta', 'edge'];
