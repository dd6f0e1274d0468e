// Sends UDP packets from the VMs' addresses to their peers, as a program inside the VMs' namespace:
// `sender.js ADDRESS,ADDRESS`. Reads lines `FLOWS RATE`: rate 0 sends one packet through each flow and answers with a
// line; any other rate answers at once and goes on for ever at so many packets a second.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { peerOf } from './peers.js';

const payload = Buffer.alloc(64);
const port = 5001;
/** More at once than this, and packets are lost in the switch. */
const burst = 100;
const tickMs = 2;

const sockets: Socket[] = [];
for (const source of process.argv[2]!.split(',')) {
  const socket = createSocket('udp4');
  socket.bind(0, source);
  await once(socket, 'listening');
  sockets.push(socket);
}

function send(flow: number): Promise<void> {
  const address = peerOf(Math.floor(flow / sockets.length));
  return new Promise((resolve) => sockets[flow % sockets.length]!.send(payload, port, address, () => resolve()));
}

async function round(flows: number, perTick: number, pauseMs: number): Promise<void> {
  for (let flow = 0; flow < flows; flow += perTick) {
    const end = Math.min(flows, flow + perTick);
    await Promise.all(Array.from({ length: end - flow }, (_, index) => send(flow + index)));
    await sleep(pauseMs);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [flows = 0, rate = 0] = line.split(' ').map(Number);
  if (rate === 0) await round(flows, burst, tickMs);
  process.stdout.write('done\n');
  while (rate > 0) await round(flows, Math.max(1, Math.round(rate / 20)), 50);
}
