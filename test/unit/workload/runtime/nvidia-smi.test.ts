import { describe, expect, it } from 'vitest';
import { isDriverMismatch, parseCudaVersion } from '../../../../src/workload/runtime/nvidia-smi.ts';

const table = `Sat Aug 19 01:15:15 2023
+---------------------------------------------------------------------------------------+
| NVIDIA-SMI 535.104.05             Driver Version: 535.104.05   CUDA Version: 12.2     |
|-----------------------------------------+----------------------+----------------------+
`;

describe('what nvidia-smi prints', () => {
  it.each([
    ['names the CUDA version', table, '12.2'],
    ['names none in drivers before 410', '| NVIDIA-SMI 390.30                 Driver Version: 390.30       |', null],
    ['may say that it does not know', '| NVIDIA-SMI 450.51  Driver Version: 450.51  CUDA Version: N/A |', null],
    ['may be empty', '', null],
  ])('%s', (_title, printed, version) => {
    expect(parseCudaVersion(printed)).toBe(version);
  });

  it('tells a module and libraries of two versions', () => {
    const printed = 'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.161\n';
    expect(isDriverMismatch(printed)).toBe(true);
    expect(isDriverMismatch(table)).toBe(false);
  });
});
