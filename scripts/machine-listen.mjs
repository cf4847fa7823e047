// Listens in the network that it is started in, and gives the listening socket to its parent, which may be in another.
import { createServer } from 'node:net';

const [, , host, port] = process.argv;
const server = createServer();
server.once('error', (error) => process.send({ problem: error.message }, () => process.exit(1)));
server.listen(Number(port), host, () => process.send({}, server, () => process.exit(0)));
