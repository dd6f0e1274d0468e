// The settings file: defaults, every kind of mistake with its place, and the files that go with it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Keys } from '../../agent/config/key.js';
import { driverSections, rootKeys, sections } from '../../agent/config/keys.js';
import { ConfigError, loadConfig, maxFileBytes, readConfig } from '../../agent/config/load.js';
import { formatIpv4, ipv4 } from '../../topology/ipv4.js';
import { inRepository } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';
import { configSchema } from './schema-of.js';

const least = `version: 1
host: 10.0.1.1
datapath: { driver: openvswitch, bridge: br0 }
hypervisor: { driver: libvirt }
`;

/** Messages of the problems that `text` has, without the file name. */
function problemsOf(text: string): string[] {
  try {
    loadConfig(text, '/etc/score/agent.yaml');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').map((line) => line.replace('/etc/score/agent.yaml:', ''));
  }
  return [];
}

t.test('the least file gets every default', async (t) => {
  const config = loadConfig(least, '/etc/score/agent.yaml');
  t.equal(formatIpv4(config.host), '10.0.1.1');
  const { host: _, ...others } = config;
  t.same(others, {
    port: 7470,
    mtu: 1500,
    topologyFile: '/etc/score/topology.yaml',
    keyFile: '/etc/score/cluster.key',
    controlSocket: '/run/score/score-agent.sock',
    stateDir: '/var/lib/score',
    mode: 'recommend',
    logLevel: 'info',
    capacity: { slots: 16, memoryMiB: 'auto', reserveMiB: 2048 },
    guests: {
      prefixes: [
        { base: ipv4('10.0.0.0'), length: 8 },
        { base: ipv4('172.16.0.0'), length: 12 },
        { base: ipv4('192.168.0.0'), length: 16 },
        { base: ipv4('100.64.0.0'), length: 10 },
      ],
    },
    datapath: {
      driver: 'openvswitch',
      bridge: 'br0',
      ovsdbSocket: '/var/run/openvswitch/db.sock',
      runDir: '/var/run/openvswitch',
      ipVisibility: 'rule',
      repairIntervalMs: 15_000,
    },
    hypervisor: {
      driver: 'libvirt',
      socket: '/run/libvirt/libvirt-sock',
      uri: 'qemu:///system',
      migrationUri: 'qemu+tls://{host}/system',
      sharedPaths: [],
      bandwidthMiBps: 0,
      timeoutMs: 600_000,
      progressTimeoutMs: 150_000,
      downtimeMs: 100,
      downtimeLimitMs: 500,
      downtimeSteps: 5,
      postCopy: false,
      postCopyBandwidthMiBps: 0,
      migrationNetwork: [],
      tls: false,
      ignoreManagers: [],
    },
    flows: { pollIntervalMs: 5000, windowMs: 60_000, maxFlows: 1_000_000 },
    location: { ttlMs: 30_000, negativeTtlMs: 10_000, maxEntries: 100_000 },
    requests: { timeoutMs: 250, attempts: 4, maxInFlight: 256 },
    decision: { candidates: 'cost-map', payoffMs: 3_600_000 },
    reservation: { ttlMs: 60_000 },
    migrations: { total: 8, intoHost: 2, outOfHost: 2 },
    rules: { neverMove: [], blackout: [], headroomPercent: 10, vcpusPerCpu: 4 },
    stability: {
      ...{ minGain: 0, minGainPercent: 5, holdMs: 1_800_000, failureCooldownMs: 1_800_000 },
      ...{ movesPerDay: 4, returnFactor: 2, measureMs: 'auto', breakerFailures: 3 },
    },
    history: { maxMiB: 16 },
    metrics: { listen: 'off' },
    web: { listen: 'off', allowRemote: false },
  });
});

t.test('relative paths start at the folder of the settings file', async (t) => {
  const text = `${least.replace('bridge: br0', 'bridge: br0, runDir: ovs')}topology: t.yaml\nkeyFile: ../k\n`;
  const config = loadConfig(text, '/srv/lab/hv1/agent.yaml');
  t.equal(config.topologyFile, '/srv/lab/hv1/t.yaml');
  t.equal(config.keyFile, '/srv/lab/k');
  t.match(config.datapath, { runDir: '/srv/lab/hv1/ovs', ovsdbSocket: '/srv/lab/hv1/ovs/db.sock' });
});

t.test('the embedded drivers take their socket only', async (t) => {
  const text = 'version: 1\nhost: 127.0.0.2\ndatapath: &d { driver: embedded, socket: dc.sock }\n';
  const config = loadConfig(`${text}hypervisor: { driver: embedded, socket: dc.sock }\n`, '/x/agent.yaml');
  t.same(config.datapath, { driver: 'embedded', socket: '/x/dc.sock' });
  t.same(config.hypervisor, { driver: 'embedded', socket: '/x/dc.sock' });
  t.match(problemsOf(`${text}hypervisor: { driver: embedded, uri: a }\n`).join('\n'), /lacks the key socket/);
});

t.test('each mistake is told with its place and what to do', async (t) => {
  const cases: [what: string, text: string, problem: RegExp][] = [
    ['empty file', '', /^1:1: the file is empty; .* version, host, datapath and hypervisor/],
    ['no YAML', 'version: [1\n', /^\d+:\d+: not YAML: /],
    ['not a mapping', '- version\n', /^1:1: the file is a list; it must be a mapping/],
    ['other version', least.replace('version: 1', 'version: 2'), /^1:10: version 2 is not known/],
    ['no version', least.replace('version: 1', '# none'), /lacks the key version; add it/],
    ['no host', least.replace('host: 10.0.1.1', '# none'), /lacks the key host; add it/],
    ['bad host', least.replace('10.0.1.1', '10.0.1.256'), /^2:7: host is "10.0.1.256"; it must be an IPv4 address/],
    ['multicast host', least.replace('10.0.1.1', '224.0.0.1'), /^2:7: host is "224.0.0.1"; .* own address/],
    ['no address', least.replace('10.0.1.1', '0.0.0.0'), /own address/],
    [
      'mistyped key',
      `${least}contolSocket: /x\n`,
      /^5:1: the file has no key "contolSocket"; did you mean controlSocket\?/,
    ],
    [
      'mistyped inner key',
      `${least}flows:\n  windowMS: 5000\n`,
      /^6:3: flows has no key "windowMS"; did you mean windowMs\?/,
    ],
    ['key twice', `${least}port: 1\nport: 2\n`, /^6:1: the file has the key port already on line 5/],
    ['out of range', `${least}mtu: 100\n`, /^5:6: mtu is 100; it must be a whole number from 576 to 9216 bytes$/],
    ['no whole number', `${least}flows: { pollIntervalMs: 500.5 }\n`, /^5:26: .* from 100 to 600000 ms$/],
    ['infinite', `${least}port: .inf\n`, /^5:7: port is Infinity/],
    ['with a unit', `${least}flows: { windowMs: 60s }\n`, /^5:20: .* a number, written without quotes or a unit/],
    ['not auto', `${least}capacity: { memoryMiB: all }\n`, /memoryMiB is "all"; .* from 1 to 67108864 MiB, or auto/],
    [
      'bad choice',
      `${least}logLevel: warning\n`,
      /^5:11: logLevel is "warning"; (did you mean warn|it must be one of)/,
    ],
    ['bad bridge', least.replace('br0', 'a bridge'), /bridge is "a bridge"; it must be an interface name/],
    ['no bridge', least.replace(', bridge: br0', ''), /^3:11: datapath \(openvswitch\) lacks the key bridge/],
    ['no driver', least.replace('driver: openvswitch, ', ''), /^3:11: datapath lacks the key driver/],
    [
      'bad driver',
      least.replace('openvswitch', 'openvswich'),
      /datapath.driver is "openvswich"; did you mean openvswitch\?/,
    ],
    [
      "other driver's key",
      least.replace('libvirt }', 'libvirt, bridge: b }'),
      /hypervisor \(libvirt\) has no key "bridge"/,
    ],
    ['no {host}', least.replace('libvirt }', 'libvirt, migrationUri: "qemu+tls://h/system" }'), /with \{host\} where/],
    ['long socket', `${least}controlSocket: /${'x'.repeat(110)}\n`, /111 bytes, and a unix socket's path at most 107/],
    ['empty path', `${least}keyFile: ""\n`, /keyFile is ""; it must be a path/],
    ['too many migrations', `${least}migrations: { total: 257 }\n`, /^5:22: migrations.total is 257; .* 1 to 256/],
    [
      'host bits',
      `${least}guests: { prefixes: [10.0.0.1/8] }\n`,
      /prefixes\[0\] is "10.0.0.1\/8"; .* did you mean 10.0.0.0\/8\?/,
    ],
    ['no prefix', `${least}guests: { prefixes: [10.0.0.0] }\n`, /it must be a prefix such as 10.0.0.0\/16/],
    ['no prefixes', `${least}guests: { prefixes: [] }\n`, /guests.prefixes has 0 entries; write 1 to 1000/],
    [
      'short window',
      `${least}flows: { windowMs: 1000 }\n`,
      /windowMs \(1000 ms\) is shorter than flows.pollIntervalMs/,
    ],
    [
      "another section's key",
      `${least}flows:\n  ttlMs: 5000\n`,
      /^6:3: flows has no key "ttlMs"; it belongs in the section location or reservation$/,
    ],
    ["a section's key outside", `${least}holdMs: 5000\n`, /^5:1: .* it belongs in the section stability$/],
    [
      'a key of the top in a section',
      `${least}rules: { mode: auto }\n`,
      /^5:10: rules has no key "mode"; it belongs at the top of the file, in no section$/,
    ],
    [
      'a key that every object has',
      `${least}constructor: 1\n`,
      /^5:1: the file has no key "constructor"; the keys are /,
    ],
    ['mode', `${least}mode: on\n`, /^5:7: mode is "on"; /],
    ['text as a number', `${least}stability: { returnFactor: "2" }\n`, /without quotes or a unit$/],
    [
      'a number with decimals out of range',
      `${least}stability: { minGainPercent: 100.5 }\n`,
      /^5:30: stability.minGainPercent is 100.5; it must be a number from 0 to 100 %$/,
    ],
    ['infinite', `${least}stability: { minGain: .inf }\n`, /minGain is Infinity; it must be a number from 0 to /],
    [
      'a word that is none',
      `${least}rules: { vcpusPerCpu: all }\n`,
      /vcpusPerCpu is "all"; it must be a number from 0.1 to 1000 virtual CPUs for each CPU, or unlimited$/,
    ],
    ['headroom', `${least}rules: { headroomPercent: 91 }\n`, /^5:27: .* from 0 to 90 %$/],
    [
      'VM with host bits',
      `${least}rules: { neverMove: [10.1.0.5, 10.1.0.5/24] }\n`,
      /neverMove\[1\].* did you mean 10.1.0.0\/24\?/,
    ],
    [
      'window',
      `${least}rules: { blackout: [Mon-Fri] }\n`,
      /^5:21: rules.blackout\[0\] is "Mon-Fri"; write days and hours in UTC, such as /,
    ],
    [
      'listen',
      `${least}metrics: { listen: 9470 }\n`,
      /^5:20: metrics.listen is "9470"; it must be off, or an address and a port such as 127/,
    ],
    [
      'listen to a name',
      `${least}metrics: { listen: "localhost:9470" }\n`,
      /it must be off, or an address and a port such as/,
    ],
    [
      'listen to others',
      `${least}web: { listen: "10.0.1.1:7471" }\n`,
      /^5:16: web.listen is 10.0.1.1, which others reach, .* web.allowRemote: true$/,
    ],
    [
      'a truth value in quotes',
      `${least}web: { allowRemote: "true" }\n`,
      /^5:21: web.allowRemote is "true"; it must be true or false/,
    ],
    ['alias', `${least}flows: &f {}\nlocation: *f\n`, /location is a YAML alias, which is not followed/],
  ];
  for (const [what, text, problem] of cases) {
    const problems = problemsOf(text);
    t.match(problems.join('\n'), problem, what);
    t.equal(problems.length, 1, `${what}: one problem`);
  }
});

t.test('what is written comes as it is meant', async (t) => {
  const text = `${least}mode: auto
rules:
  neverMove: [10.1.0.5, 10.1.2.0/24]
  blackout: [Mon-Fri 08:00-18:00]
  vcpusPerCpu: unlimited
stability: { minGain: 0.5, measureMs: 0 }
metrics: { listen: 0.0.0.0:9470 }
web: { listen: "[::1]:7471" }
`;
  const { mode, rules, stability, metrics, web } = loadConfig(text, 'a');
  t.equal(mode, 'auto');
  t.same(rules, {
    neverMove: [
      { base: ipv4('10.1.0.5'), length: 32 },
      { base: ipv4('10.1.2.0'), length: 24 },
    ],
    blackout: [{ days: [0, 1, 2, 3, 4], fromMinute: 480, toMinute: 1080, text: 'Mon-Fri 08:00-18:00' }],
    headroomPercent: 10,
    vcpusPerCpu: 'unlimited',
  });
  t.match(stability, { minGain: 0.5, measureMs: 0, holdMs: 1_800_000 });
  t.same(metrics, { listen: { address: '0.0.0.0', port: 9470 } });
  t.same(web, { listen: { address: '::1', port: 7471 }, allowRemote: false });
  const remote = loadConfig(`${least}web: { listen: 10.0.1.1:7471, allowRemote: true }\n`, 'a');
  t.same(remote.web.listen, { address: '10.0.1.1', port: 7471 });
});

t.test('all problems come at once, in the order of the file', async (t) => {
  const problems = problemsOf(`${least}port: 0\nmtu: x\nflows: { maxFlow: 1 }\nrequests: { attempts: 11 }\n`);
  t.same(
    problems.map((problem) => problem.split(':')[0]),
    ['5', '6', '7', '8'],
  );
});

t.test('a section whose lines are all commented out counts as left out', async (t) => {
  t.same(loadConfig(`${least}flows:\n  # windowMs: 1\n`, 'a').flows, loadConfig(least, 'a').flows);
});

t.test('a file that cannot be read is told as such', async (t) => {
  const folder = shortFolder(t);
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  mkdirSync(path.join(folder, 'folder'));
  t.throws(() => readConfig(path.join(folder, 'none')), { code: 'unreadable', message: /cannot read .*none.*ENOENT/ });
  t.throws(() => readConfig(path.join(folder, 'folder')), {
    code: 'unreadable',
    message: /it is a folder, not a regular file/,
  });
  t.throws(() => readConfig(file('latin1', Uint8Array.of(0x68, 0xff))), { code: 'unreadable', message: /not UTF-8/ });
  t.throws(() => readConfig(file('large', ' '.repeat(maxFileBytes + 1))), { code: 'too-large' });
  t.throws(() => readConfig(file('bad', 'version: [')), { code: 'syntax' });
  t.throws(() => readConfig(file('wrong', 'version: 1')), { code: 'invalid', problems: { length: 3 } });
  t.equal(readConfig(file('good', least)).keyFile, '/etc/score/cluster.key');
});

t.test('the JSON schema says what the table says', async (t) => {
  const schema = JSON.parse(readFileSync(inRepository('agent/config/agent.schema.json'), 'utf8'));
  t.same(schema, JSON.parse(JSON.stringify(configSchema())));
});

t.test('settings of migrations', async (t) => {
  const written =
    'libvirt, ignoreManagers: [nova, ovirt], migrationNetwork: [192.168.0.0/16], postCopy: true, tls: true }';
  t.match(loadConfig(least.replace('libvirt }', written), '/etc/score/agent.yaml').hypervisor, {
    ignoreManagers: ['nova', 'ovirt'],
    migrationNetwork: [{ base: 0xc0a80000, length: 16 }],
    postCopy: true,
    tls: true,
  });
  for (const [wrong, message] of [
    ['ignoreManagers: [novo]', /hypervisor.ignoreManagers\[0\] is "novo"; did you mean nova\?/],
    ['ignoreManagers: nova', /ignoreManagers/],
    ['migrationNetwork: [10.0.0.0/8, 11.0.0.0/8]', /migrationNetwork has 2 entries; write at most 1/],
    ['postCopy: on', /hypervisor.postCopy is "on"; it must be true or false/],
    ['downtimeMs: 0', /hypervisor.downtimeMs is 0; it must be a whole number from 1 to 3600000 ms/],
  ] as const) {
    t.throws(() => loadConfig(least.replace('libvirt }', `libvirt, ${wrong} }`), '/etc/score/agent.yaml'), { message });
  }
});

t.test('the commented example loads and shows every key with its default', async (t) => {
  const file = inRepository('systemd/agent.yaml');
  const text = readFileSync(file, 'utf8');
  t.same(loadConfig(text, file), loadConfig(least.replace('br0', 'br-int'), file));
  t.match(text, /^# yaml-language-server: \$schema=file:\/\/\/usr\/share\/score-agent\/agent\.schema\.json\n/);
  const lines = text.split('\n');
  /** The comment right above `name:` at or after line `from`. */
  const commentAbove = (name: string, from: number) => {
    const at = lines.findIndex((line, index) => index >= from && new RegExp(`^ *${name}:`).test(line));
    let top = at;
    while (top > 0 && /^ *#/.test(lines[top - 1]!)) top--;
    return lines.slice(top, at).join(' ');
  };
  const shown = (keys: Keys, section?: string) => {
    const from = section === undefined ? 0 : lines.indexOf(`${section}:`);
    for (const [name, key] of Object.entries(keys)) {
      const comment = commentAbove(name, from);
      t.not(comment, '', `${section ?? 'root'} ${name} is shown below a comment`);
      if (key.kind !== 'integer' && key.kind !== 'number') continue;
      t.ok(comment.includes(`${key.min}..${key.max}`), `${section ?? 'root'} ${name} is shown with its range`);
      if (key.unit !== '') t.ok(comment.includes(key.unit), `${section ?? 'root'} ${name} is shown with its unit`);
    }
  };
  shown(rootKeys);
  for (const [name, { keys }] of Object.entries(sections)) shown(keys, name);
  shown(driverSections.datapath.drivers.openvswitch, 'datapath');
  shown(driverSections.hypervisor.drivers.libvirt, 'hypervisor');
});
