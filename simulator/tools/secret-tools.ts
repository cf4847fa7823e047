import type { Tools } from './tool.ts';

/** Secrets of this unit and its application, and of others who let it read theirs. */
export const secretTools: Tools = {};
