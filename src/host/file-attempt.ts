import { CharmError, FileFailed, errorCode } from './errors.ts';

/**
 * What `act` gives.
 *
 * @throws FileFailed, naming the file and the operation, where the system refuses; other errors of ours as they are
 */
export async function fileAttempt<T>(operation: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof CharmError) throw error;
    throw new FileFailed({ path, operation, code: errorCode(error) ?? String(error) }, error);
  }
}

/** What the promise gives, or null when there is no such file; `codes` are further errors that mean so. */
export async function unlessAbsent<T>(promise: Promise<T>, codes: readonly string[] = []): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', ...codes].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}
