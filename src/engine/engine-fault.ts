/** A table of handlers that cannot work, or that does not settle: a fault of the program. Nothing is committed. */
export class EngineFault extends Error {
  readonly kind = 'EngineFault';
  /** The handlers at fault; of a cycle, those that run in it. */
  readonly handlers: readonly string[];
  /** The flags at fault; of a cycle, those that change in it. */
  readonly flags: readonly string[];

  constructor(message: string, { handlers, flags }: { handlers: readonly string[]; flags: readonly string[] }) {
    super(message);
    this.name = 'EngineFault';
    this.handlers = handlers;
    this.flags = flags;
  }
}
