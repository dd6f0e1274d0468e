// Small UDP programs that lab tests run inside namespaces with `node -e`, and their results.
import type { Guest, RealOvs } from './real-ovs.js';

/** Binds `address:port` and answers each datagram with `re:` and its first 40 bytes. Prints one line for each. Answers are
 * not answered, since an answer to a VM's address on the agent's port is steered to the agent itself. */
export const echoServer = `
const [address, port] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (data, from) => {
  console.log(data.length + ' ' + data.toString('latin1', 0, 40) + ' ' + from.address);
  if (!data.toString().startsWith('re:')) socket.send('re:' + data.toString('latin1', 0, 40), from.port, from.address);
});
socket.bind(Number(port), address, () => console.log('bound'));
setTimeout(() => process.exit(), 60000);
`;

/** From one socket bound to \`from\` sends its own text to each target, prints "text source" of each answer within 700 ms. */
const asker = `
const [from, port, bytes, ...targets] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (data, source) => console.log(data.toString() + ' ' + source.address));
socket.bind(Number(port), from, () => {
  for (const target of targets) socket.send(target.padEnd(Number(bytes), '.'), 7470, target);
});
setTimeout(() => process.exit(), 700);
`;

export interface AskOptions {
  /** Where the socket is bound; default any address, the agent's port. */
  readonly from?: string;
  readonly port?: number;
  /** Length of each datagram; more than the MTU makes the kernel fragment it. */
  readonly bytes?: number;
}

/** The answers, sorted, as `re:<target> <source>`. Answers to the same question are shown once. */
export async function ask(
  ovs: RealOvs,
  guest: Guest | 'host',
  targets: string[],
  options: AskOptions = {},
): Promise<string[]> {
  const { from = '0.0.0.0', port = 7470, bytes = 0 } = options;
  const parameters = ['-e', asker, from, String(port), String(bytes), ...targets];
  const output =
    guest === 'host'
      ? await ovs.host(process.execPath, ...parameters)
      : await ovs.guestRun(guest, process.execPath, ...parameters);
  const lines = output.split('\n').filter((line) => line !== '');
  return [...new Set(lines.map((line) => line.replace(/\.\.+/, '')))].sort();
}

/** Starts the echo server on the hypervisor; resolves when it is bound. `heard` grows as datagrams arrive. */
export async function startEcho(ovs: RealOvs, address: string): Promise<{ heard: string[] }> {
  const child = ovs.spawn(process.execPath, '-e', echoServer, address, '7470');
  const heard: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the echo server ended')));
    child.stdout!.on('data', (data: Buffer) => {
      const lines = data.toString().split('\n');
      if (lines.includes('bound')) resolve();
      heard.push(...lines.filter((line) => line !== '' && line !== 'bound'));
    });
  });
  return { heard };
}

/** An Ethernet frame in hex with a UDP datagram of 8 bytes for `packet-out`; `tags` are VLAN ids, outermost first. */
export function udpFrame(to: { mac: string; address: string }, from: Guest, port: number, tags: number[] = []): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const ip = (address: string) =>
    address
      .split('.')
      .map((part) => hex(Number(part), 2))
      .join('');
  const header = `4500002400010000401100 00${ip(from.address)}${ip(to.address)}`.replace(' ', '');
  const words = header.match(/.{4}/g)!.map((word) => Number.parseInt(word, 16));
  let sum = words.reduce((total, word) => total + word, 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  const checked = header.slice(0, 20) + hex(~sum & 0xffff, 4) + header.slice(24);
  const ethernet = (to.mac + from.mac).replaceAll(':', '') + tags.map((tag) => `8100${hex(tag, 4)}`).join('');
  return `${ethernet}0800${checked}${hex(4000, 4)}${hex(port, 4)}00100000${'61'.repeat(8)}`;
}
