// A cluster changes its key while its agents talk: every step of `score-token keygen`, reloaded agent by agent in the middle
// of the traffic, and no message is lost. What a wrong order does is here too.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { UdpTransport } from '../../agent/transport/endpoint.js';
import { formatKeyId, generateKey, readKeyFile, writeKeyFile } from '../../agent/transport/key.js';
import { Keyring } from '../../agent/transport/keyring.js';
import { type KeygenStep, keygen } from '../../tools/score-token/keygen.js';
import { ipv4 } from '../../topology/ipv4.js';
import { type Teardown, until } from '../support/temporary.js';

const address = ipv4('127.0.0.1');

class Agent {
  readonly keyFile: string;
  readonly keyring: Keyring;
  readonly transport: UdpTransport;
  readonly received = new Map<string, number>();

  constructor(t: Teardown, keyFile: string) {
    this.keyFile = keyFile;
    this.keyring = new Keyring(readKeyFile(keyFile));
    this.transport = new UdpTransport({ address, port: 0, mtu: 1500, keyring: this.keyring, log: () => {} });
    this.transport.onPayload((payload) => {
      const name = Buffer.from(payload.subarray(0, 20)).toString().trim();
      this.received.set(name, (this.received.get(name) ?? 0) + 1);
    });
    t.teardown(() => this.transport.close());
  }

  /** What the daemon does on SIGHUP. */
  reload(): void {
    this.keyring.replace(readKeyFile(this.keyFile));
  }
}

/** Sends small and large messages between all agents until it is ended; gives what was sent to whom. */
function traffic(agents: readonly Agent[]) {
  const sent: [to: Agent, name: string][] = [];
  let isOver = false;
  const talk = async (from: Agent) => {
    for (let n = 0; !isOver; n++) {
      for (const to of agents) {
        if (to === from) continue;
        const name = `${agents.indexOf(from)} ${n}`;
        const payload = Buffer.alloc(n % 4 === 0 ? 60_000 : 100, 0x20);
        payload.write(name);
        sent.push([to, name]);
        await from.transport.send(to.transport.local, payload);
        // A small message that is lost is not sent again by the transport; here none is, so each has to come.
        await until(`${name} has come`, () => to.received.has(name));
      }
    }
  };
  const talks = Promise.all(agents.map(talk));
  return {
    sent,
    end: () => {
      isOver = true;
      return talks;
    },
  };
}

function terminal() {
  const lines: string[] = [];
  const take = (line: string) => void lines.push(line);
  return { lines, print: take, tell: take, printed: async (text: string) => take(text) };
}

t.test('three agents that talk all the time hear each other through the whole rotation', async (t) => {
  const folder = t.testdir({ 0: {}, 1: {}, 2: {} });
  const old = generateKey();
  const files = [0, 1, 2].map((index) => path.join(folder, String(index), 'cluster.key'));
  for (const file of files) writeKeyFile(file, old);
  const agents = files.map((file) => new Agent(t, file));
  for (const { transport } of agents) await transport.start();
  const talk = traffic(agents);
  const progress = async () => {
    const before = talk.sent.length;
    await until('the talk has gone on', () => talk.sent.length > before + 30);
  };
  const output = terminal();
  const step = async (name: KeygenStep, onHost: (file: string) => void) => {
    for (const file of files) onHost(file);
    // One agent after the other: in between, they differ.
    for (const agent of agents) {
      await progress();
      agent.reload();
    }
    await progress();
    for (const { keyring } of agents) t.equal(keyring.sending.id, agents[0]!.keyring.sending.id, name);
  };
  await progress();
  keygen({ file: files[0]!, step: 'add', force: false }, output);
  const added = readKeyFile(files[0]!);
  await step('add', (file) => file !== files[0] && copyFileSync(files[0]!, file));
  t.equal(agents[0]!.keyring.sending.id, old.id);
  await step('promote', (file) => keygen({ file, step: 'promote', force: false }, output));
  t.equal(agents[0]!.keyring.sending.id, added[1]!.id);
  await step('prune', (file) => keygen({ file, step: 'prune', force: false }, output));
  t.equal(agents[0]!.keyring.find(old.id), undefined);
  await talk.end();
  for (const [to, name] of talk.sent) t.equal(to.received.get(name), 1, name, { diagnostic: false });
  for (const { transport } of agents) t.equal(transport.statistics().dropped['unknown-key'], 0);
  t.match(output.lines, [
    new RegExp(`added key ${formatKeyId(added[1]!.id)}, which is accepted; ${formatKeyId(old.id)} is still the one`),
    /Copy the file to every host .*chown score:.* reload every agent .* go on with --promote/,
    /is the key to send with; accepted too: /,
  ]);
});

t.test('an agent that was left out is deaf, says so by count, and hears again once it is reloaded', async (t) => {
  const folder = t.testdir({});
  const file = path.join(folder, 'cluster.key');
  writeKeyFile(file, generateKey());
  const [ahead, behind] = [new Agent(t, file), new Agent(t, file)];
  for (const { transport } of [ahead, behind]) await transport.start();
  for (const step of ['add', 'promote', 'prune'] as const) keygen({ file, step, force: false }, terminal());
  ahead.reload();
  await ahead.transport.send(behind.transport.local, Buffer.from('lost'));
  await until('it is counted', () => behind.transport.statistics().dropped['unknown-key'] === 1);
  behind.reload();
  await ahead.transport.send(behind.transport.local, Buffer.from('heard'));
  await until('it has come', () => behind.received.has('heard'));
  t.notOk(behind.received.has('lost'));
});
