/** The command line is not what the command takes: exit code 2. The message is in Juju's words. */
export class UsageWrong extends Error {
  override readonly name = 'UsageWrong';
}
