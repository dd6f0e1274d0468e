// What the host's half asks of nft, and what it says about settings that stand in the way; no root needed.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { canonicalListing, NftablesRedirect, tableName, tableScript } from '../../agent/host/nftables.js';
import { receiveObstacles } from '../../agent/host/receive-path.js';
import { OpenFlowRedirect } from '../../agent/redirect.js';
import { ipv4 } from '../../topology/ipv4.js';
import { shortFolder } from '../support/temporary.js';

const quiet = { info: () => {}, warn: () => {} };
const options = { bridge: 'br0', host: ipv4('10.9.0.100'), port: 7470 };

t.test('table names are nft identifiers and tell bridges apart', async (t) => {
  t.equal(tableName('br0'), 'score_br0');
  t.equal(tableName('br-int'), 'score_br_2dint');
  t.not(tableName('br-int'), tableName('br.int'));
});

t.test('an interface name cannot carry nft commands', async (t) => {
  for (const bridge of ['', 'br 0', 'br"0', 'a/b', 'br\\0', 'sixteen-letters!', 'br0\n']) {
    t.throws(() => new NftablesRedirect({ ...options, bridge }, quiet), RangeError, JSON.stringify(bridge));
  }
});

t.test('the script replaces the table in one transaction and tracks no connection', async (t) => {
  const vms = ['10.9.0.2', '10.9.0.1', '10.9.0.2'].map((text) => ({ address: ipv4(text) }));
  const ports = [{ name: 'vnet2' }, { name: 'tap-1.x' }, { name: 'x" } drop' }];
  const script = tableScript('score_br0', options, vms, ports);
  t.match(script, /^table ip score_br0 {}\ndelete table ip score_br0\ntable ip score_br0 {/);
  t.match(script, 'elements = { 10.9.0.1, 10.9.0.2 }');
  t.match(script, 'iifname "br0" ip daddr @vms udp dport 7470 notrack ip daddr set 10.9.0.100');
  t.match(script, 'elements = { "tap-1.x", "vnet2" }', 'a name that is none is left out');
  t.notMatch(script, /redirect|dnat/);
  t.notMatch(tableScript('score_br0', options, [], []), /elements/);
});

t.test("nft's own words come with a failure, and a missing program is named", async (t) => {
  const folder = shortFolder(t);
  const program = `${folder}/nft`;
  await t.rejects(new NftablesRedirect({ ...options, program }, quiet).apply([], []), {
    code: 'no-program',
    message: `${program} is not installed (package nftables)`,
  });
  writeFileSync(program, '#!/bin/sh\necho "Error: Operation not permitted (you must be root)" >&2; exit 1\n');
  chmodSync(program, 0o755);
  await t.rejects(new NftablesRedirect({ ...options, program }, quiet).apply([], []), {
    code: 'failed',
    message: /list table ip score_br0.*Operation not permitted/,
  });
});

t.test(
  'what nft lists is compared without handles, versions and order; what is no listing is an error of its own',
  async (t) => {
    const listing = (handle: number, ...elem: unknown[]) =>
      JSON.stringify({ nftables: [{ metainfo: { version: `${handle}` } }, { set: { name: 'vms', handle, elem } }] });
    const range = { prefix: { addr: '10.0.0.0', len: 8 } };
    t.equal(canonicalListing(listing(1, '10.0.0.1', range)), canonicalListing(listing(2, range, '10.0.0.1')));
    t.not(canonicalListing(listing(1, '10.0.0.1')), canonicalListing(listing(1, '10.0.0.2')));
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    for (const text of ['', '{', '{}', '{"nftables":{}}', '{"nftables":["x"]}', `{"nftables":[{"x":${deep}}]}`]) {
      t.throws(() => canonicalListing(text), { name: 'NftablesError', code: 'failed' }, text.slice(0, 20));
    }
  },
);

t.test('reverse path filtering that would drop steered packets is explained', async (t) => {
  const procRoot = shortFolder(t);
  const conf = `${procRoot}/sys/net/ipv4/conf`;
  for (const name of ['all', 'br0']) mkdirSync(`${conf}/${name}`, { recursive: true });
  const set = (all: number, bridge: number) => {
    writeFileSync(`${conf}/all/rp_filter`, `${all}\n`);
    writeFileSync(`${conf}/br0/rp_filter`, `${bridge}\n`);
  };
  const said = (addresses: string[]) =>
    receiveObstacles('br0', options.host, { procRoot, addresses: { br0: addresses } });
  set(0, 1);
  t.strictSame(await said(['10.9.0.100']), [], "the host's address is on the bridge");
  t.match(await said([]), [/strict.*net.ipv4.conf.br0.rp_filter=0/]);
  t.match(await said(['10.1.1.1']), [/strict/]);
  set(2, 0);
  t.match(await said([]), [/loose, and br0 has no IPv4 address/], 'the higher of the two counts');
  t.strictSame(await said(['10.1.1.1']), []);
  set(0, 0);
  t.strictSame(await said([]), []);
  t.equal(readFileSync(`${conf}/all/rp_filter`, 'utf8'), '0\n', 'nothing is written');
  t.strictSame(await receiveObstacles('br9', options.host, { procRoot, addresses: {} }), [], 'no such bridge yet');
});

t.test('both halves are tried when one fails, and applies do not overlap', async (t) => {
  const calls: string[] = [];
  const half = (name: string, fails: boolean) => ({
    apply: async () => {
      calls.push(`${name}+`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      calls.push(`${name}-`);
      if (fails) throw new Error(`${name} broke`);
      return [`${name} mended`];
    },
    remove: async () => {
      calls.push(`${name} removed`);
      if (fails) throw new Error(`${name} stuck`);
    },
  });
  const good = new OpenFlowRedirect(half('bridge', false), half('host', false));
  t.strictSame(await Promise.all([good.apply([], []), good.apply([], [])]), [
    ['host mended', 'bridge mended'],
    ['host mended', 'bridge mended'],
  ]);
  t.equal(calls.indexOf('host-') < calls.lastIndexOf('host+'), true, 'the second began after the first had ended');
  calls.length = 0;
  const bad = new OpenFlowRedirect(half('bridge', true), half('host', true));
  await t.rejects(bad.apply([], []), { code: 'apply', message: /not complete: host broke; bridge broke/ });
  await t.rejects(bad.remove(), { code: 'remove', message: /bridge stuck; host stuck/ });
  t.strictSame(calls.slice(-2), ['bridge removed', 'host removed']);
});
