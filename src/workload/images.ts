import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { quoted } from './option-invalid.ts';
import type { OptionInvalid } from './option-invalid.ts';

/** The image of the ingress controller: the option `nginx-image`, or by architecture when that is `auto` or empty. */
export function nginxImage(text: string, architecture: string): Result<string, OptionInvalid> {
  return chosenImage('nginx-image', text, architecture, {
    s390x: 'docker.io/cdkbot/nginx-ingress-controller-s390x:0.9.0-beta.13',
    arm64: 'k8s.gcr.io/nginx-ingress-controller-arm64:0.9.0-beta.15',
    others: 'k8s.gcr.io/nginx-ingress-controller:0.9.0-beta.15',
  });
}

/** The image that answers 404 for unknown hosts: the option `default-backend-image`, or by architecture. */
export function defaultBackendImage(text: string, architecture: string): Result<string, OptionInvalid> {
  return chosenImage('default-backend-image', text, architecture, {
    s390x: 'k8s.gcr.io/defaultbackend-s390x:1.4',
    arm64: 'k8s.gcr.io/defaultbackend-arm64:1.4',
    others: 'k8s.gcr.io/defaultbackend:1.4',
  });
}

interface ImagesByArchitecture {
  readonly s390x: string;
  readonly arm64: string;
  readonly others: string;
}

function chosenImage(
  option: string,
  text: string,
  architecture: string,
  images: ImagesByArchitecture,
): Result<string, OptionInvalid> {
  const image = text.trim();
  if (image === '' || image === 'auto') {
    return ok(architecture === 's390x' || architecture === 'arm64' ? images[architecture] : images.others);
  }
  const repository = image.replace(/@.*$/u, '').replace(/:[^/]*$/u, '');
  if (imageReference.test(image) && repository.length <= 255) return ok(image);
  return err({
    option,
    problem: `${quoted(image)} is no image reference`,
    accepted: 'auto, or [HOST[:PORT]/]NAME[:TAG][@sha256:DIGEST]',
  });
}

/** Source: https://github.com/distribution/reference, grammar of a reference. */
const host = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?';
const component = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
const tag = ':[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const digest = '@sha256:[0-9a-f]{64}';
const imageReference = new RegExp(`^(?:${host}/)?${component}(?:/${component})*(?:${tag})?(?:${digest})?$`, 'u');
