import type { DesiredFile } from './desired-file.ts';

export interface IngressFacts {
  readonly app: string;
  readonly kubernetesMinor: number;
  readonly nginxImage: string;
  readonly backendImage: string;
  /** Texts of `default-http-backend.yaml` and `ingress-daemon-set.yaml` in the charm's `templates/`. */
  readonly templates: { readonly backend: string; readonly controller: string };
}

/**
 * The manifests of the ingress controller and of the backend that answers what no ingress matches, in the order of
 * their application. Every object's name holds the application's, so that several applications stay apart.
 */
export async function desiredIngressManifests(facts: IngressFacts): Promise<readonly DesiredFile[]> {
  const { app, kubernetesMinor, nginxImage, backendImage, templates } = facts;
  // Loaded here because it is large and most hooks render nothing.
  const { default: handlebars } = await import('handlebars');
  const render = (template: string, values: Readonly<Record<string, string>>): string =>
    handlebars.compile(template, { noEscape: true, strict: true })({ ...values });
  const daemonSetApiVersion = kubernetesMinor < 9 ? 'extensions/v1beta1' : 'apps/v1beta2';
  return [
    {
      path: '/root/cdk/addons/default-http-backend.yaml',
      mode: 0o644,
      content: render(templates.backend, { app, image: backendImage }),
    },
    {
      path: '/root/cdk/addons/ingress-daemon-set.yaml',
      mode: 0o644,
      content: render(templates.controller, { app, image: nginxImage, daemonSetApiVersion }),
    },
  ];
}
