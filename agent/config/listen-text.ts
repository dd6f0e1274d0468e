// Where a server of the agent listens, as text: ADDRESS:PORT. Opening the socket is for those who serve there.
import { isIP } from 'node:net';

export interface ListenAddress {
  readonly address: string;
  readonly port: number;
}

/** `127.0.0.1:9470` or `[::1]:9470`; undefined when the text is no such thing. Names are not looked up. */
export function parseListen(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(text);
  const [, six, four, digits] = match ?? [];
  const port = Number(digits);
  const address = six ?? four;
  if (address === undefined || port < 1 || port > 65_535) return undefined;
  return isIP(address) === (six === undefined ? 4 : 6) ? { address, port } : undefined;
}

/** Whether only programs of this machine reach the address: 127.0.0.0/8 (RFC 1122 section 3.2.1.3), ::1 (RFC 4291). */
export function isLoopback({ address }: ListenAddress): boolean {
  return isIP(address) === 4 ? address.startsWith('127.') : /^(0*:)*:?0*1$/.test(address);
}
