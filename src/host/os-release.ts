/** What release of an operating system a machine runs. */
export interface OsRelease {
  /** `ubuntu` */
  readonly id: string;
  /** `16.04` */
  readonly versionId: string;
  /** `xenial`; null where the file does not say. */
  readonly codename: string | null;
  /** `Ubuntu 16.04.7 LTS` */
  readonly prettyName: string;
}

/** The release that the text of an os-release file describes; what it does not say is empty. */
export function parseOsRelease(text: string): OsRelease {
  const fields = new Map(text.split('\n').flatMap(parseLine));
  const codename = fields.get('VERSION_CODENAME') ?? fields.get('UBUNTU_CODENAME') ?? '';
  return {
    id: fields.get('ID') ?? '',
    versionId: fields.get('VERSION_ID') ?? '',
    codename: codename === '' ? null : codename,
    prettyName: fields.get('PRETTY_NAME') ?? '',
  };
}

function parseLine(line: string): readonly (readonly [string, string])[] {
  const [, name, value] = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')]];
}
