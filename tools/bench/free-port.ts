// A UDP port that nobody uses on a loopback address, for benchmarks that start agents.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';

export async function freePort(address: Ipv4): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, formatIpv4(address));
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}
