/**
 * The CUDA version in what `nvidia-smi` prints, for example `12.2`; null where it names none: drivers before 410, and
 * anything that is not its table.
 *
 * Source: https://docs.nvidia.com/deploy/nvidia-smi/index.html (CUDA Version: the highest that the driver supports)
 */
export function parseCudaVersion(printed: string): string | null {
  return /\bCUDA Version:\s*(\d{1,3}\.\d{1,3})\b/u.exec(printed)?.[1] ?? null;
}

/**
 * True for what NVIDIA's programs print when the kernel's module and the libraries on the disk are of two versions,
 * which only a reboot brings together.
 */
export function isDriverMismatch(printed: string): boolean {
  return /driver\/library version mismatch/iu.test(printed);
}
