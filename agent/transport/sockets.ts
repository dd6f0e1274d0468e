// Opens UDP sockets and sends on them, with the kernel's errors turned into words. Knows nothing of what the
// datagrams hold.
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { formatIpv4, type Ipv4 } from '../../topology/ipv4.js';
import { bindError, sendError } from './errors.js';
import type { Peer } from './transport.js';

/**
 * Several windows of fragments from several senders at once. The kernel grants at most net.core.rmem_max; with less,
 * bursts lose datagrams, which costs retransmissions but nothing else.
 */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

export interface SocketListener {
  onDatagram(datagram: Buffer, from: Peer): void;
  /** An error that came without being asked for, such as an ICMP error. The socket goes on. */
  onError(error: Error): void;
}

/** `address:port` as people write it. */
export function formatPeer(peer: Peer): string {
  return `${formatIpv4(peer.address)}:${peer.port}`;
}

/** Binds a UDP socket. Rejects with TransportError('bind-failed'). */
export function openSocket(local: Peer, listener: SocketListener): Promise<Socket> {
  // Destinations are addresses, never names: handing them back at once spares a trip through the resolver.
  const socket = createSocket({ type: 'udp4', lookup: (address, _options, callback) => callback(null, address, 4) });
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      socket.close();
      reject(bindError(error, formatPeer(local)));
    };
    socket.once('error', refuse);
    socket.bind({ address: formatIpv4(local.address), port: local.port, exclusive: true }, () => {
      socket.off('error', refuse);
      socket.on('error', (error) => listener.onError(error));
      const parse = addressParser();
      socket.on('message', (datagram, { address, port }) =>
        listener.onDatagram(datagram, { address: parse(address), port }),
      );
      try {
        socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
      } catch (error) {
        listener.onError(error as Error);
      }
      resolve(socket);
    });
  });
}

/** Parses dotted-quad text from the kernel, which needs no checks, remembering the last: datagrams come in runs. */
function addressParser(): (text: string) => Ipv4 {
  let lastText = '';
  let lastAddress = 0;
  return (text) => {
    if (text !== lastText) {
      lastText = text;
      lastAddress = text.split('.').reduce((value, part) => value * 256 + Number(part), 0);
    }
    return lastAddress as Ipv4;
  };
}

/** Dotted-quad text, remembering the last: datagrams go in runs. */
let lastAddress: Ipv4 | undefined;
let lastText = '';
function textOf(address: Ipv4): string {
  if (address !== lastAddress) [lastAddress, lastText] = [address, formatIpv4(address)];
  return lastText;
}

/**
 * Sends a datagram; `done` is called later, with a TransportError when the kernel refused it. Without `done` an error
 * goes unnoticed, and the send costs less.
 */
export function sendDatagram(
  socket: Socket,
  datagram: Buffer,
  to: Peer,
  mtu: number,
  done?: (error?: Error) => void,
): void {
  if (!done) return socket.send(datagram, 0, datagram.length, to.port, textOf(to.address));
  socket.send(datagram, 0, datagram.length, to.port, textOf(to.address), (error) => {
    done(error ? sendError(error, formatPeer(to), datagram.length, mtu) : undefined);
  });
}

/** Closes a socket; resolves when its port is free. */
export function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

/**
 * What is wrong with `mtu` on the interface that holds the address, or undefined. Linux gives no EMSGSIZE there: it cuts
 * the datagram into IP fragments without a word, and each lost fragment costs the whole datagram.
 */
export function mtuProblem(
  address: Ipv4,
  mtu: number,
  interfaces = networkInterfaces(),
  sysClassNet = '/sys/class/net',
): string | undefined {
  const text = formatIpv4(address);
  for (const [name, addresses] of Object.entries(interfaces)) {
    if (!addresses?.some((candidate) => candidate.address === text)) continue;
    let interfaceMtu: number;
    try {
      interfaceMtu = Number(readFileSync(`${sysClassNet}/${name}/mtu`, 'utf8'));
    } catch {
      // No sysfs here (a container may lack it): then there is nothing to compare with.
      return undefined;
    }
    if (!(interfaceMtu < mtu)) return undefined;
    return `"mtu" is ${mtu} but ${name}, which has ${text}, takes ${interfaceMtu}: datagrams would be cut into IP fragments; set "mtu: ${interfaceMtu}"`;
  }
  return undefined;
}
