/**
 * The version of each package that apt would install, from what `apt-cache policy` printed in English; packages that no
 * archive has are left out.
 */
export function parseCandidates(stdout: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let name: string | null = null;
  for (const line of stdout.split('\n')) {
    name = /^(\S+):$/u.exec(line)?.[1] ?? (line.startsWith(' ') ? name : null);
    const version = /^ {2}Candidate: (\S+)$/u.exec(line)?.[1];
    if (name !== null && version !== undefined && version !== '(none)') found[name] = version;
  }
  return found;
}
