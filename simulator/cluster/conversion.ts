import { isRecord, recordsAt } from './objects.ts';
import type { JsonRecord, KubernetesObject } from './objects.ts';

/** The object as it is spelled in a group version; only ingresses are spelled differently. */
export function inVersion(object: KubernetesObject, apiVersion: string): KubernetesObject {
  const shown = { ...object, apiVersion };
  if (object.kind !== 'Ingress' || !isRecord(object['spec'])) return shown;
  return { ...shown, spec: ingressSpec(object['spec'], apiVersion === ingressV1) };
}

/** The object as it is stored, whichever group version it was sent in. */
export function asStored(object: KubernetesObject, preferred: string): KubernetesObject {
  return inVersion(object, object.kind === 'Ingress' ? ingressV1 : preferred);
}

/**
 * v1 has `defaultBackend`, and a service with a name and a port in each backend; before that there was `backend`, with
 * `serviceName` and `servicePort`.
 */
function ingressSpec(spec: JsonRecord, isV1: boolean): JsonRecord {
  const { backend, defaultBackend, ...rest } = spec;
  const base = defaultBackend ?? backend;
  const rules = recordsAt(rest, 'rules').map((rule) => {
    const { http } = rule;
    if (!isRecord(http)) return rule;
    const paths = recordsAt(http, 'paths').map((each) => ({ ...each, backend: backendIn(each['backend'], isV1) }));
    return { ...rule, http: { ...http, paths } };
  });
  return {
    ...rest,
    ...(base === undefined ? {} : { [isV1 ? 'defaultBackend' : 'backend']: backendIn(base, isV1) }),
    ...('rules' in rest ? { rules } : {}),
  };
}

function backendIn(backend: unknown, isV1: boolean): unknown {
  if (!isRecord(backend)) return backend;
  const { service, serviceName, servicePort, ...rest } = backend;
  if (isV1) {
    if (serviceName === undefined) return backend;
    const port = typeof servicePort === 'number' ? { number: servicePort } : { name: servicePort };
    return { ...rest, service: { name: serviceName, port } };
  }
  if (!isRecord(service)) return backend;
  const port = isRecord(service['port']) ? (service['port']['number'] ?? service['port']['name']) : undefined;
  return { ...rest, serviceName: service['name'], ...(port === undefined ? {} : { servicePort: port }) };
}

const ingressV1 = 'networking.k8s.io/v1';
