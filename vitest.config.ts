import { defineConfig } from 'vitest/config';

/**
 * `pure` needs nothing but the sources; `charm`, after it, runs the built charm as real processes under the simulator.
 * `real` asks real programs. `machine` runs the charm on Debian machines of its own and needs root: `make machine`.
 */
export default defineConfig({
  test: {
    // The stories wait for their own hooks more than they compute.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/unit/**/*.test.ts', 'test/types/**/*.test.ts', 'test/contract/**/*.test.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          // Programs of Debian as they are; what is missing is skipped, loudly. `.ci/run` installs them.
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'charm',
          include: ['test/model/**/*.test.ts'],
          globalSetup: ['test/build-charm.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'machine',
          include: ['test/machine/**/*.test.ts'],
          globalSetup: ['test/machine/set-up.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
