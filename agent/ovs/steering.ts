// The OpenFlow rules that the agent keeps on the operator's bridge: they bring packets for local VMs on the agent's
// port to the host, keep VMs off that port, and make datapath flows show IP addresses. The second half of the
// redirect, which makes such packets reach the agent's socket, is the host's (agent/host/nftables.ts).
import path from 'node:path';
import { formatIpv4 } from '../../topology/ipv4.js';
import type { RedirectedVm, VmPort } from '../core/drivers.js';
import type { Logger } from '../log.js';
import { Ofctl, type OpenFlowRule } from './ofctl.js';

/** Mended rules named one by one in the log; the rest are counted. */
const maxNamed = 10;

/**
 * The priority of each rule. Drop outranks steer, so that a VM cannot reach the agent by another VM's address. The
 * visibility rule only has to outrank the default `priority=0 actions=NORMAL`; any rule of the operator's outranks it.
 */
const priority = { drop: 210, steer: 200, visibility: 1 } as const;

/**
 * Copies the addresses into registers that nobody reads and forwards as before. A field that an action reads is part
 * of the megaflow, so that datapath flows show both addresses, and only those (ovs-fields(7), "registers").
 */
const visibilityRule: OpenFlowRule = {
  match: `priority=${priority.visibility},ip`,
  actions: 'move:NXM_OF_IP_SRC[]->NXM_NX_REG14[],move:NXM_OF_IP_DST[]->NXM_NX_REG15[],NORMAL',
};

export interface OpenFlowSteeringOptions {
  readonly bridge: string;
  /** Where ovs-vswitchd keeps the bridge's management socket. */
  readonly runDir: string;
  /** The agents' UDP port. */
  readonly port: number;
  /** Whether the visibility rule may be added. */
  readonly ipVisibility: 'rule' | 'off';
  /** Default: ovs-ofctl, found by PATH. */
  readonly program?: string;
}

export class OpenFlowSteering {
  readonly #options: OpenFlowSteeringOptions;
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #ofctl: Ofctl;
  /** What the last `apply` left installed; undefined before the first. */
  #installed: Map<string, string> | undefined;
  /** Texts by what they are about. */
  readonly #warnings = new Map<string, string>();

  constructor(options: OpenFlowSteeringOptions, log: Pick<Logger, 'info' | 'warn'>) {
    this.#options = options;
    this.#log = log;
    this.#ofctl = new Ofctl(path.join(options.runDir, `${options.bridge}.mgmt`), options.program);
  }

  /** What the operator was warned of, and still holds. */
  warnings(): readonly string[] {
    return [...this.#warnings.values()];
  }

  /** Makes the bridge's rules match; resolves with what somebody else had changed. Rejects with OpenFlowError. */
  async apply(vms: readonly RedirectedVm[], ports: readonly VmPort[]): Promise<readonly string[]> {
    const { bridge } = this.#options;
    const local = await this.#ofctl.local();
    this.#warn(
      'down',
      local.down,
      `${bridge} is down, so messages for VMs do not reach the agent: ip link set ${bridge} up`,
    );
    const present = new Map((await this.#ofctl.rules('own')).map((rule) => [rule.match, rule.actions]));
    const wanted = this.#wanted(vms, ports, local.mac);
    if (!(await this.#visibilityAllowed(present))) wanted.delete(visibilityRule.match);

    const add = rulesOf(wanted).filter((rule) => present.get(rule.match) !== rule.actions);
    // At first not all ports may be known, and a VM must not reach the agent meanwhile: drop rules that an agent before
    // this one has left stay until the next call.
    const stays = (rule: OpenFlowRule): boolean => !this.#installed && rule.actions === 'drop';
    const left = rulesOf(present).filter((rule) => !wanted.has(rule.match));
    const remove = left.filter((rule) => !stays(rule));
    await this.#ofctl.change(add, remove);
    const mended = this.#mended(present, wanted);
    if (!this.#installed) {
      this.#log.info('OpenFlow rules installed', {
        bridge,
        added: add.length,
        removed: remove.length,
        rules: wanted.size,
      });
    }
    for (const { match, actions } of left.filter(stays)) wanted.set(match, actions);
    this.#installed = wanted;
    return mended;
  }

  /** Removes every rule with the agent's cookie, and no other. The bridge forwards as before. */
  async remove(): Promise<void> {
    await this.#ofctl.removeAll();
    this.#installed = undefined;
  }

  #wanted(vms: readonly RedirectedVm[], ports: readonly VmPort[], localMac: string): Map<string, string> {
    const { port, ipVisibility } = this.#options;
    const rules = new Map<string, string>();
    if (ipVisibility === 'rule') rules.set(visibilityRule.match, visibilityRule.actions);
    for (const { ofport } of ports) {
      rules.set(`priority=${priority.drop},udp,in_port=${ofport},tp_dst=${port}`, 'drop');
    }
    for (const { address } of vms) {
      const match = `priority=${priority.steer},udp,nw_dst=${formatIpv4(address)},tp_dst=${port}`;
      rules.set(match, `mod_dl_dst:${localMac},LOCAL`);
    }
    return rules;
  }

  /**
   * The visibility rule forwards with NORMAL. That is only "as before" where the bridge's default is NORMAL; on a
   * bridge with a controller it would let packets through that were dropped, or take the place of a rule.
   */
  async #visibilityAllowed(present: ReadonlyMap<string, string>): Promise<boolean> {
    if (this.#options.ipVisibility === 'off' || present.has(visibilityRule.match)) return true;
    const rules = await this.#ofctl.rules('table-0');
    const normal = rules.some((rule) => rule.match === 'priority=0' && rule.actions === 'NORMAL');
    const taken = rules.some((rule) => rule.match === visibilityRule.match);
    const why = taken
      ? `has a rule ${visibilityRule.match} of its own`
      : 'does not forward with priority=0,actions=NORMAL';
    const refused = taken || !normal;
    this.#warn(
      'visibility',
      refused,
      `${this.#options.bridge} ${why}, so the rule that shows IP addresses is not added; set ipVisibility: off, and see to it that datapath flows match IP addresses`,
    );
    return !refused;
  }

  #mended(present: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string[] {
    if (!this.#installed) return [];
    const lines: string[] = [];
    for (const [match, actions] of this.#installed) {
      const found = present.get(match);
      if (!wanted.has(match) || found === actions) continue;
      lines.push(
        found === undefined ? `missing OpenFlow rule ${match}` : `changed OpenFlow rule ${match} (actions=${found})`,
      );
    }
    for (const match of present.keys()) {
      if (!this.#installed.has(match)) lines.push(`foreign OpenFlow rule with the agent's cookie ${match}`);
    }
    const { bridge } = this.#options;
    const named = lines.slice(0, maxNamed).map((line) => `${bridge}: ${line}`);
    return lines.length > maxNamed ? [...named, `${bridge}: ${lines.length - maxNamed} more OpenFlow rules`] : named;
  }

  /** Says a lasting obstacle once, not at each repair interval, and again when it has come back. */
  #warn(key: string, holds: boolean, text: string): void {
    if (!holds) this.#warnings.delete(key);
    else if (!this.#warnings.has(key)) {
      this.#warnings.set(key, text);
      this.#log.warn(text);
    }
  }
}

function rulesOf(rules: ReadonlyMap<string, string>): OpenFlowRule[] {
  return [...rules].map(([match, actions]) => ({ match, actions }));
}
