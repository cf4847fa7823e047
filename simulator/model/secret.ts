export interface Secret {
  /** Twenty characters. */
  readonly id: string;
  readonly owner: { readonly kind: 'application' | 'unit'; readonly name: string };
  label: string;
  description: string;
  rotation: SecretRotation;
  /** By the model's clock; null for a secret that is never rotated. */
  rotateAt: number | null;
  /** Values by revision number; the greatest is the newest. */
  readonly revisions: Record<string, SecretRevision>;
  /** Who may read it. */
  readonly grants: SecretGrant[];
  /** By unit: which revision it reads, and what it calls the secret. */
  readonly consumers: Record<string, { label: string; revision: number }>;
}

export type SecretRotation = 'daily' | 'hourly' | 'monthly' | 'never' | 'quarterly' | 'weekly' | 'yearly';

export interface SecretRevision {
  readonly content: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

export interface SecretGrant {
  readonly relation: number;
  /** A whole application, or one unit of it. */
  readonly to: { readonly kind: 'application' | 'unit'; readonly name: string };
}
