/** A file as it should be on the machine. */
export interface DesiredFile {
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}
