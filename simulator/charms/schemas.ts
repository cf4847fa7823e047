import * as z from 'zod';

/** What etcd tells its clients. The three PEM texts are in its bag as soon as the connection is. */
export const etcdDatabase = z.strictObject({
  connection_string: z
    .string()
    .regex(/^https:\/\/[^\s,]+(?:,https:\/\/[^\s,]+)*$/u)
    .describe('https addresses separated by commas'),
  version: z.string().min(1).optional().describe('a version'),
  client_ca: z.string().startsWith('-----BEGIN').describe('a certificate as PEM'),
  client_cert: z.string().startsWith('-----BEGIN').describe('a certificate as PEM'),
  client_key: z.string().startsWith('-----BEGIN').describe('a private key as PEM'),
});

/** Where an API server serves, on an `http` relation. */
export const httpEndpoint = z.strictObject({
  hostname: z.string().min(1).describe('a host name or an IP address'),
  'private-address': z.string().min(1).describe('a host name or an IP address'),
  port: z
    .string()
    .regex(/^[1-9]\d{0,4}$/u)
    .describe('a port number'),
});
