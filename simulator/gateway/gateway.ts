/**
 * How a process on a simulated machine reaches the simulator.
 *
 * Every hook tool and every stand-in program on PATH is one small bash stub (`stub.ts`) that opens a loopback TCP
 * connection to this server (`server.ts`), says what it was called with, and prints what it is answered: 3 ms a call
 * instead of a Node start. The wire (`wire.ts`): the stub sends NUL-separated fields, the server answers with counted
 * bytes and may ask for standard input first. Loopback is open to all local users, so the token in `.gateway` (0600)
 * decides. Text only: a NUL byte in standard input is lost, one in an answer is refused.
 *
 * Imports `contract.ts`. Start reading at `startGateway`.
 */
export { startGateway } from './server.ts';
export type { Gateway, GatewayCall, GatewayOptions } from './server.ts';
export type { StubFolder } from './stub.ts';
