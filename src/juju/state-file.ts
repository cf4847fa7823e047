import type { Files } from '../host/host.ts';
import { loadStore, renderStore, saveStore } from './store-file.ts';
import { freshUnitState, unitStateSchema } from './unit-state.ts';
import type { UnitState } from './unit-state.ts';

export interface LoadedState {
  readonly state: UnitState;
  /** Why the state is a fresh one although there was a file. */
  readonly warning: string | null;
  /** The file's content as it stands; null when there is none. */
  readonly text: string | null;
}

/**
 * The state of the unit, from `state.json` in `folder`; a fresh one when the file is missing or damaged.
 *
 * @throws StoreTooNew when a newer charm wrote the file, which stays as it is
 */
export async function loadState(files: Files, folder: string): Promise<LoadedState> {
  const { value, text, warning } = await loadStore(files, { ...format, folder });
  return { state: value ?? freshUnitState(), warning, text };
}

/** `state.json` holds this state. Nothing is written when that is what was loaded. */
export async function saveState(files: Files, folder: string, loaded: LoadedState, state: UnitState): Promise<void> {
  const text = renderStore(state);
  if (text !== loaded.text) await saveStore(files, `${folder}/${format.name}`, text);
}

const format = { name: 'state.json', schema: unitStateSchema, version: 1 } as const;
