// The redirect is put in place again soon after it could not be, and not any more after a stop.
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { silentLogger } from '../../agent/log.js';
import { Redirector } from '../../agent/redirector.js';
import { ipv4 } from '../../topology/ipv4.js';

import { until } from '../support/temporary.js';

const vms = [{ address: ipv4('10.9.0.1'), mac: '52:54:00:00:00:01' }];
const ports = [{ name: 'vnet0', ofport: 1, mac: '52:54:00:00:00:01' }];
const HOUR_MS = 3_600_000;

/** A switch that is down at first. */
class RestartingSwitch {
  isUp = false;
  applied = 0;
  refused = 0;
  removed = 0;

  async apply(): Promise<readonly string[]> {
    if (!this.isUp) {
      this.refused += 1;
      throw new Error('the switch is down');
    }
    this.applied += 1;
    return [];
  }

  async remove(): Promise<void> {
    this.removed += 1;
  }
}

t.test('a failed redirect is tried again within seconds, not at the repair interval', async (t) => {
  const bridge = new RestartingSwitch();
  const redirector = new Redirector(bridge, silentLogger);
  t.teardown(() => redirector.stop());
  redirector.start(HOUR_MS);
  redirector.want(vms, ports);
  await until('it has failed twice', () => bridge.refused >= 2);
  t.equal(redirector.lastError, 'the switch is down');
  bridge.isUp = true;
  await until('it is in place', () => bridge.applied > 0);
  t.equal(redirector.lastError, undefined);
  await setTimeout(1500);
  t.equal(bridge.applied, 1, 'what works is left to the repair interval');
  redirector.check();
  await until('it is compared', () => bridge.applied === 2);
});

t.test('after a stop nothing is tried any more', async (t) => {
  const bridge = new RestartingSwitch();
  const redirector = new Redirector(bridge, silentLogger);
  redirector.start(HOUR_MS);
  redirector.want(vms, ports);
  await until('it has failed', () => bridge.refused > 0);
  await redirector.stop();
  const { refused } = bridge;
  await setTimeout(1500);
  t.same([bridge.refused - refused, bridge.removed], [0, 1]);
});
