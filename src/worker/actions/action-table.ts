import type { AnyAction } from './action.ts';
import { cleanContainers } from './clean-containers.ts';
import { cleanImages } from './clean-images.ts';
import { debug } from './debug.ts';
import { microbot } from './microbot.ts';
import { pause } from './pause.ts';
import { registry } from './registry.ts';
import { resume } from './resume.ts';
import { showState } from './show-state.ts';
import { upgradeDocker } from './upgrade-docker.ts';
import { upgrade } from './upgrade.ts';

/** Every action, as actions.yaml declares them. */
export const actionTable: readonly AnyAction[] = [
  cleanContainers,
  cleanImages,
  debug,
  microbot,
  pause,
  registry,
  resume,
  showState,
  upgradeDocker,
  upgrade,
];
