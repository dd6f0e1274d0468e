// What keeps an agent from starting: exit code 1, one line on standard error that says what, where and what to do,
// no stack trace, nothing left behind. Wrong arguments give 2.
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { emptyMemory, MEMORY_FILE } from '../../agent/memory-format.js';
import { formatIpv4, ipv4 } from '../../topology/ipv4.js';
import { AgentProcess, TestSite } from './agents.js';

interface Refusal {
  readonly what: string;
  /** Spoils something and returns the settings to start with. */
  readonly spoil: (site: TestSite) => string;
  readonly says: (site: TestSite) => RegExp;
}

const escaped = (text: string): string => text.replace(/[.[\](){}*+?^$|\\]/g, '\\$&');

const refusals: readonly Refusal[] = [
  {
    what: 'settings that are missing',
    spoil: (site) => site.file('none.yaml'),
    says: (site) => new RegExp(escaped(site.file('none.yaml'))),
  },
  {
    what: 'settings that are no YAML',
    spoil: (site) => {
      writeFileSync(site.file('broken.yaml'), 'version: 1\nhost: [\n');
      return site.file('broken.yaml');
    },
    says: () => /broken\.yaml:\d+:\d+: /,
  },
  {
    what: 'settings with an unknown key',
    spoil: (site) => site.writeSettings(0, { colour: 'red' }),
    says: () => /agent\.yaml:\d+:\d+: .*colour/,
  },
  {
    what: 'a cost map with an error',
    spoil: (site) => {
      writeFileSync(site.file('topology.yaml'), 'version: 1\ntiers: [{ name: rack, weight: 1 }]\nhosts: []\n');
      return site.writeSettings(0);
    },
    says: () => /topology\.yaml:\d+:\d+: /,
  },
  {
    what: 'a cost map without this host',
    spoil: (site) => site.writeSettings(0, { host: '127.0.0.99' }),
    says: () => /topology\.yaml lacks this host, 127\.0\.0\.99; add it under hosts/,
  },
  {
    what: 'no key file',
    spoil: (site) => {
      rmSync(site.file('cluster.key'));
      return site.writeSettings(0);
    },
    says: () => /cluster\.key: no such key file; make it with "score-token keygen"/,
  },
  {
    what: 'a key file that others can read',
    spoil: (site) => {
      chmodSync(site.file('cluster.key'), 0o644);
      return site.writeSettings(0);
    },
    says: () => /cluster\.key: mode 0644: others could read the key; run "chmod 600/,
  },
  {
    what: 'a key file that holds no key',
    spoil: (site) => {
      writeFileSync(site.file('cluster.key'), 'swordfish\n', { mode: 0o600 });
      return site.writeSettings(0);
    },
    says: () => /cluster\.key: /,
  },
  {
    what: 'a control socket in a place that is no folder',
    spoil: (site) => site.writeSettings(0, { controlSocket: `${site.file('topology.yaml')}/c.sock` }),
    says: () => /topology\.yaml/,
  },
  {
    what: 'a state folder that cannot be written to',
    spoil: (site) => site.writeSettings(0, { stateDir: site.file('topology.yaml') }),
    says: () => /cannot keep its memory in .*topology\.yaml: .*; make the folder .* or set stateDir/,
  },
  {
    what: "another agent's state folder",
    spoil: (site) => {
      writeFileSync(site.file(`h0/${MEMORY_FILE}`), emptyMemory(ipv4('192.0.2.8')));
      return site.writeSettings(0);
    },
    says: () => /memory\.json is the memory of 192\.0\.2\.8/,
  },
  {
    what: 'an address that this machine has not',
    spoil: (site) => {
      writeFileSync(site.file('topology.yaml'), MAP_OF_DOCUMENTATION);
      return site.writeSettings(0, { host: '192.0.2.7', stateDir: site.file('state') });
    },
    says: (site) => new RegExp(`192\\.0\\.2\\.7:${site.port}`),
  },
];

/** Addresses of RFC 5737, which no machine has. */
const MAP_OF_DOCUMENTATION = `version: 1
tiers: [{ name: rack, weight: 1 }]
hosts: [{ host: 192.0.2.7 }]
`;

/** Standard error without what the agent logged while it started. */
function complaints({ stderr }: AgentProcess): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
}

for (const { what, spoil, says } of refusals) {
  t.test(what, async (t) => {
    const site = await TestSite.make(t, { vms: [1], talk: [] });
    const agent = new AgentProcess(t, ['--config', spoil(site)]);
    t.same(await agent.ended, [1, null], agent.stderr);
    const lines = complaints(agent);
    t.equal(lines.length, 1, agent.stderr);
    t.match(lines[0], /^score-agent: /);
    t.match(lines[0], says(site));
    t.notMatch(agent.stderr, /^ {4}at /m);
    t.notOk(existsSync(site.controlSocket(0)));
  });
}

t.test('an address that another agent uses, and a control socket that another agent serves', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 0], talk: [] });
  const [first] = await site.startAll();
  const second = site.start(0);
  t.same(await second.ended, [1, null], second.stderr);
  t.match(complaints(second), [
    new RegExp(`${escaped(formatIpv4(site.host(0)))}:${site.port}.*another agent, holds it`),
  ]);
  const third = site.start(0, { port: site.port === 65_535 ? 1024 : site.port + 1 });
  t.same(await third.ended, [1, null], third.stderr);
  t.match(complaints(third), [/c0\.sock: another process serves it/]);
  t.ok((await first!.status()).hypervisor.available, 'the first one is not disturbed');
});

t.test('--check-config says whether an agent would start, and starts none', async (t) => {
  const site = await TestSite.make(t, { vms: [1], talk: [] });
  const good = new AgentProcess(t, ['--config', site.writeSettings(0), '--check-config']);
  t.same(await good.ended, [0, null], good.stderr);
  t.match(good.stdout, /agent\.yaml: ok\n$/);
});

t.test('--check-config tells all that is wrong at once', async (t) => {
  const site = await TestSite.make(t, { vms: [1], talk: [] });
  const file = site.writeSettings(0, { mode: 'automatic', stability: { neverMove: [] }, holdMS: 1 });
  const settings = new AgentProcess(t, ['--config', file, '--check-config']);
  t.same(await settings.ended, [1, null]);
  t.match(settings.stderr, /agent\.yaml:\d+:7: mode is "automatic"; /);
  t.match(settings.stderr, /agent\.yaml:\d+:3: stability has no key "neverMove"; it belongs in the section rules$/m);
  t.match(settings.stderr, /agent\.yaml:\d+:1: the file has no key "holdMS"; /);
  site.writeSettings(0);
  writeFileSync(site.file('topology.yaml'), MAP_OF_DOCUMENTATION);
  chmodSync(site.file('cluster.key'), 0o644);
  const others = new AgentProcess(t, ['--config', file, '--check-config']);
  t.same(await others.ended, [1, null]);
  t.match(others.stderr, /topology\.yaml lacks this host, 127\./);
  t.match(others.stderr, /cluster\.key: mode 0644/);
});

t.test('wrong arguments', async (t) => {
  const runs = [[], ['--colour'], ['--config']].map((argv) => new AgentProcess(t, argv));
  for (const run of runs) {
    t.same(await run.ended, [2, null]);
    t.match(run.stderr, /^score-agent: .*\nusage: score-agent --config FILE/);
  }
});
