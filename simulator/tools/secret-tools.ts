import { secretGrantTools } from './secret-grant-tools.ts';
import { secretReadTools } from './secret-read-tools.ts';
import { secretWriteTools } from './secret-write-tools.ts';
import type { Tools } from './tool.ts';

/** Secrets of this unit and its application, and those that others let it read. */
export const secretTools: Tools = { ...secretWriteTools, ...secretReadTools, ...secretGrantTools };
