/** One part of a PEM text. */
export interface PemBlock {
  /** `CERTIFICATE`, `RSA PRIVATE KEY`, ... */
  readonly label: string;
  /** With its first and last line. */
  readonly text: string;
}

/** The parts of a PEM text in their order. What is around them, and a part without an end, is left out. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly lines: readonly string[] } | null = null;
  for (const line of text.split('\n').map((each) => each.trimEnd())) {
    const [, begun] = /^-----BEGIN ([A-Z0-9 ]+)-----$/u.exec(line) ?? [];
    if (begun !== undefined) {
      open = { label: begun, lines: [line] };
    } else if (open !== null) {
      open = { label: open.label, lines: [...open.lines, line] };
      if (line !== `-----END ${open.label}-----`) continue;
      blocks.push({ label: open.label, text: `${open.lines.join('\n')}\n` });
      open = null;
    }
  }
  return blocks;
}
