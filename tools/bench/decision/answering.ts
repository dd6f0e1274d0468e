// A process with the hundred answering hosts of the decision's benchmark. Starts when its parent names the site, and
// ends with its parent.
import { parseKeys } from '../../../agent/transport/key.js';
import { Keyring } from '../../../agent/transport/keyring.js';
import { startEcho } from './bare.js';
import { CoreHost } from './core-host.js';
import { siteOf } from './site.js';

/** From the parent, once. */
export interface StartAnswering {
  readonly block: number;
  readonly port: number;
  /** Where the VMs' addresses send back whatever comes, for the floor below everything. */
  readonly echoPort: number;
  readonly vms: number;
  /** Text of a key file. */
  readonly key: string;
}

process.once('disconnect', () => process.exit(0));
process.once('message', async ({ block, port, echoPort, vms, key }: StartAnswering) => {
  const site = siteOf(block, port, vms);
  const keyring = new Keyring(parseKeys(key, "the parent's message"));
  for (const [index, address] of site.hosts.entries()) {
    const host = new CoreHost(site, address, keyring);
    await host.start(site.vms.filter((_, vm) => vm % site.hosts.length === index));
  }
  await startEcho(site.vms, echoPort);
  process.send!('ready');
});
