/*
 * The room of the programs that a worker runs: Docker, kubelet, kube-proxy, kubectl, the CNI plugins, the ingress.
 *
 * Everything here is pure: facts and options in; files, arguments and changes out. Parsers return a `Result` whose error
 * names the option, what is wrong and what is accepted; `desiredX` says what should be on the machine, `renderX` makes
 * the bytes of one file. Nobody here runs a program or touches a file: the room `worker` does, with what it gets here.
 * It may import the front file of `host` (results and secrets) and types of `interfaces`. Heavy libraries are loaded by
 * the functions that need them, because every hook pays for what is loaded at the start.
 *
 * Start reading with `kubelet.ts` and the table behind it, `flag-table.ts`.
 */

/** An option, or a part of it, that does not parse. No text in here repeats a secret. */
export interface OptionInvalid {
  readonly option: string;
  readonly problem: string;
  readonly accepted: string;
}

/** A part of an option as messages show it: in quotes, on one line, and not all of a long one. */
export function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
