// Certificates for QEMU's TLS in lab tests, in the files that QEMU looks for (qemu-doc, "TLS setup for network services").
// Made with the openssl program, which writes nowhere but into the folder that it is given.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const opensslMissing = (): boolean => !existsSync('/usr/bin/openssl');

/** One authority, and one certificate for these addresses that serves at both ends. Gives the folder with all of them. */
export function makeCertificates(folder: string, addresses: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void =>
    void execFileSync('/usr/bin/openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = ['-subj', '/CN=lab authority', '-addext', 'keyUsage=critical,keyCertSign'];
  openssl('req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca-cert.pem', '-days', '2', ...authority);
  const names = addresses.map((address) => `IP:${address}`).join(',');
  writeFileSync(
    file('extensions'),
    `subjectAltName=${names}\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n`,
  );
  openssl('req', ...key, '-keyout', 'server-key.pem', '-out', 'request.pem', '-subj', '/CN=lab');
  const signing = ['-CA', 'ca-cert.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', 'request.pem', ...signing, '-extfile', 'extensions', '-out', 'server-cert.pem');
  for (const part of ['cert', 'key']) execFileSync('cp', [file(`server-${part}.pem`), file(`client-${part}.pem`)]);
  return folder;
}
