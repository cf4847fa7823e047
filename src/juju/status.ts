import type { Tools, UnitStatus } from './tools.ts';

/** Juju shows this status. Sent, and true returned, only when it showed another one. */
export async function sendStatus(tools: Tools, { status, message }: UnitStatus): Promise<boolean> {
  const shown = await tools.status();
  if (shown.status === status && shown.message === message) return false;
  await tools.setStatus(status, message);
  return true;
}
