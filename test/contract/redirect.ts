// What agent/core/drivers.ts promises of every redirect: messages for local VMs' addresses on the agents' port reach this
// host's agent. How it is done, and what it guards against, is tested in the driver's folder.
import type { Test } from 'tap';
import type { Redirect, RedirectedVm, VmPort } from '../../agent/core/drivers.js';
import { formatIpv4 } from '../../topology/ipv4.js';

/** One host with two VMs, and another host that asks. */
export interface RedirectHarness {
  readonly redirect: Redirect;
  readonly vms: readonly RedirectedVm[];
  readonly ports: readonly VmPort[];
  /** Those of the addresses on whose agents' port this host's agent is reached. */
  answering(addresses: readonly string[]): Promise<readonly string[]>;
  /** Everything that a redirect could have made here, others' things included; the same things in the same order. */
  installed(): Promise<readonly string[]>;
  /** Takes part of it away behind the redirect's back. Absent where nobody but this process can. */
  damage?(): Promise<void>;
}

export function redirectContract(t: Test, make: (t: Test) => Promise<RedirectHarness>): void {
  t.test('every redirect: applied, applied again, one VM less, removed', async (t) => {
    const { redirect, vms, ports, ...harness } = await make(t);
    const addresses = vms.map(({ address }) => formatIpv4(address));
    const before = await harness.installed();
    t.strictSame(await harness.answering(addresses), [], 'not before');
    t.strictSame(await redirect.apply(vms, ports), [], 'the first time mends nothing');
    t.strictSame(await harness.answering(addresses), addresses);
    const whole = await harness.installed();
    t.strictSame(await redirect.apply(vms, ports), []);
    t.strictSame(await harness.installed(), whole, 'the second time changes nothing');
    t.strictSame(await redirect.apply(vms.slice(0, 1), ports.slice(0, 1)), [], 'our own change is no mending');
    t.strictSame(await harness.answering(addresses), addresses.slice(0, 1));
    await redirect.remove();
    t.strictSame(await harness.installed(), before, 'nothing is left');
    t.strictSame(await harness.answering(addresses), []);
    await redirect.remove();
    t.strictSame(await redirect.apply(vms, ports), [], 'it can come back');
    t.strictSame(await harness.answering(addresses), addresses);

    if (harness.damage === undefined) return;
    const healthy = await harness.installed();
    await harness.damage();
    t.notSame(await harness.installed(), healthy, 'the damage is one');
    t.ok((await redirect.apply(vms, ports)).length > 0, 'what is mended is said');
    t.strictSame(await harness.installed(), healthy);
    t.strictSame(await harness.answering(addresses), addresses);
  });
}
