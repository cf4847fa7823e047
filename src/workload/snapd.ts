import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { environmentLine } from './environment-line.ts';
import type { OptionInvalid } from './option-invalid.ts';

/**
 * The bytes of our drop-in for snapd.service, which gives snapd its proxies; null when it has none.
 *
 * `option` is the option `snap_proxy`, which stands for both proxies; where it is empty, those of the model count.
 */
export function renderSnapdDropIn(given: {
  readonly option: string;
  readonly model: { readonly http: string; readonly https: string; readonly none: string };
}): Result<string | null, OptionInvalid> {
  const own = given.option.trim();
  const { http, https, none } = given.model;
  const rows =
    own === ''
      ? ([
          ['http_proxy', http, "the model's juju-http-proxy"],
          ['https_proxy', https, "the model's juju-https-proxy"],
        ] as const)
      : ([
          ['http_proxy', own, 'snap_proxy'],
          ['https_proxy', own, 'snap_proxy'],
        ] as const);
  if (rows.every(([, value]) => value.trim() === '')) return ok(null);
  const lines = ['# Managed by Juju', '[Service]'];
  for (const [variable, text, option] of [...rows, ['no_proxy', none, "the model's juju-no-proxy"]] as const) {
    const value = text.trim();
    if (value === '') continue;
    const line = /\s/u.test(value) ? err('it has a space or a line break') : environmentLine(variable, value);
    if (!line.ok) return err({ option, problem: line.error, accepted: acceptedProxy });
    lines.push(line.value);
  }
  return ok(`${lines.join('\n')}\n`);
}

/** The text of a drop-in that this charm, or the 2018 charm, wrote starts with a line that says so. */
export function isOurDropIn(text: string): boolean {
  return text.startsWith('# Managed by Juju');
}

/** The base URL of a Snap Store proxy without a slash at its end; null where none is asked for. */
export function parseSnapStore(text: string): Result<string | null, OptionInvalid> {
  const option = 'snap_proxy_url';
  const accepted = 'the URL of a Snap Store proxy, for example http://snaps.example.com';
  const given = text.trim();
  if (given === '') return ok(null);
  const invalid = (problem: string) => err({ option, problem, accepted });
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    return invalid('it is no URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return invalid('it is no http or https URL');
  if (url.search !== '' || url.hash !== '') return invalid('it has a query or a fragment');
  return ok(url.href.replace(/\/+$/u, ''));
}

/** The store that a Snap Store proxy stands for, and the assertions by which snapd trusts it. */
export interface StoreAssertions {
  readonly storeId: string;
  readonly text: string;
}

/**
 * What a Snap Store proxy answered to a question for its assertions; the error says what is wrong with it.
 *
 * Source: https://documentation.ubuntu.com/snap-store-proxy/ (devices); snapd, asserts/store_asserts.go
 */
export function decodeStoreAssertions(answer: {
  readonly storeId: string | undefined;
  readonly body: string;
}): Result<StoreAssertions, string> {
  const storeId = answer.storeId?.trim() ?? '';
  if (storeId === '') return err('its answer has no header X-Assertion-Store-Id');
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/u.test(storeId)) return err('its header X-Assertion-Store-Id is no id');
  const stores = answer.body
    .split(/\n\n/u)
    .filter((part) => /^type: store$/mu.test(part))
    .flatMap((part) => /^store: (\S+)$/mu.exec(part)?.[1] ?? []);
  if (stores.length === 0) return err('its answer holds no assertion of a store');
  if (!stores.includes(storeId)) return err('its answer holds no assertion of the store in X-Assertion-Store-Id');
  return ok({ storeId, text: answer.body });
}

/** The version of snapd by what `snap version` printed; null where snapd did not answer. */
export function parseSnapdVersion(stdout: string): readonly [number, number] | null {
  const [, major, minor] = /^snapd +(\d+)\.(\d+)/mu.exec(stdout) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}

const acceptedProxy = 'the address of a proxy, for example http://proxy.example.com:3128';
