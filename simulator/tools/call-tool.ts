import type { Answer } from '../contract.ts';
import { BadUsage, ToolFailed } from './flags.ts';
import { machineTools } from './machine-tools.ts';
import { relationTools } from './relation-tools.ts';
import type { Tool, ToolCall } from './tool.ts';
import { unitTools } from './unit-tools.ts';

const tools: Readonly<Record<string, Tool>> = { ...relationTools, ...unitTools, ...machineTools };

/** Names of all hook tools, for the tools folder of a unit. */
export const toolNames: readonly string[] = Object.keys(tools);

/** What Juju answers to this call of a hook tool. */
export async function callTool(name: string, call: ToolCall): Promise<Answer> {
  try {
    const tool = tools[name];
    if (tool === undefined) throw new ToolFailed(`bad request: unknown command "${name}"`);
    if (call.argv.some((word) => word === '--help' || word === '-h')) {
      return { exitCode: 0, stdout: `Usage: ${name} [options]\n`, stderr: '' };
    }
    return await tool(call);
  } catch (error) {
    if (error instanceof BadUsage) return { exitCode: 2, stdout: '', stderr: `ERROR ${error.message}\n` };
    if (error instanceof ToolFailed) return { exitCode: 1, stdout: '', stderr: `ERROR ${error.message}\n` };
    throw error;
  }
}
