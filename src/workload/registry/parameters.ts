import type { Secret } from '../../host/host.ts';

/** The parameters of the action `registry` that describe one; empty where none was given. */
export interface RegistryParameters {
  readonly domain: string;
  readonly htpasswd: string;
  readonly 'htpasswd-plain': string;
  readonly tlscert: string;
  readonly tlskey: string;
  readonly ingress: boolean;
  readonly 'storage-class': string;
  readonly size: string;
}

/** What is wrong with one parameter. No text in here repeats a secret. */
export interface ParameterInvalid {
  readonly parameter: keyof RegistryParameters;
  readonly problem: string;
  readonly accepted: string;
  readonly isMissing: boolean;
}

/** A registry that can be made as it was described. The secrets are in base64, as Kubernetes keeps them. */
export interface RegistryWanted {
  readonly domain: string;
  readonly hasIngress: boolean;
  readonly htpasswd: Secret;
  readonly tlsCertificate: Secret;
  readonly tlsKey: Secret;
  /** `USER:PASSWORD`. */
  readonly login: Secret;
  readonly storage: StorageWanted;
  readonly certificate: CertificateFacts;
}

/** What was asked for; null where nothing was. */
export interface StorageWanted {
  readonly storageClass: string | null;
  readonly size: string | null;
}

export interface CertificateFacts {
  readonly daysLeft: number;
  /** Its host is not among its subject alternative names, which docker of today looks at only. */
  readonly hasCommonNameOnly: boolean;
}
