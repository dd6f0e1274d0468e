// docs/operate.md and docs/troubleshoot.md as an operator works through them: each command of score-token and
// score-agent in its order, on a small cluster of real agents. What needs systemd and apt is the booted system's.
import t, { type Test } from 'tap';
import type { StatusReport } from '../../agent/report/status.js';
import { until } from '../support/temporary.js';
import { DocumentedCluster } from './cluster.js';
import { Walk } from './walk.js';

t.setTimeout(300_000);

const check = 'score-agent --config /etc/score/agent.yaml --check-config';
const [shop1, db1, web1, log1] = [0, 1, 2, 3] as const;

t.test('operate.md', async (t) => {
  const cluster = await DocumentedCluster.make(t);
  const walk = new Walk(t, 'operate.md', 'cluster', (line) => cluster.run(line));
  await firstWeek(t, walk, cluster);
  await turnedOn(t, walk, cluster);
  await held(t, walk, cluster);
  await failing(t, walk, cluster);
  await rekeyed(t, walk, cluster);
  await walk.step('score-token status');
  walk.ends();
});

async function firstWeek(t: Test, walk: Walk, cluster: DocumentedCluster): Promise<void> {
  const { site } = cluster;
  const clients = await Promise.all([0, 1, 2].map((number) => cluster.agent(number).control()));
  const isMeasured = async () => {
    const tops = await Promise.all(clients.map((client) => client.top()));
    return tops.every(({ vms }) => vms.length > 0 && vms.every(({ held }) => held === undefined));
  };
  await until('rates are averages', isMeasured, 30_000);
  await walk.step('score-token inject --policy distributed --until-stable --wait');
  t.same(site.world.moves, [], 'nothing has moved');
  await walk.step('score-token history --kind decision --limit 20');
  await walk.step('score-token explain 10.1.0.5');
  await walk.step('score-token top --once');
  await walk.step('score-token label 10.1.0.5 --never-move "licence is bound to this host"');
  await walk.step('score-token label 10.1.0.6 --anti-affinity db');
  await walk.step('score-token label 10.1.0.7 --affinity web');
}

async function turnedOn(t: Test, walk: Walk, cluster: DocumentedCluster): Promise<void> {
  const { site } = cluster;
  cluster.edit((settings) => {
    settings.mode = 'auto';
  });
  await walk.step(check);
  await walk.step('systemctl reload score-agent');
  await walk.step('score-token status');
  await walk.step('score-token inject --wait');
  t.same(
    [shop1, db1, web1].map((vm) => site.placeOf(vm)),
    [0, 1, 2],
    'as was recommended, but for what is labelled',
  );
  await walk.step('score-token status');
  await walk.step('score-token history --limit 20');
}

async function held(t: Test, walk: Walk, cluster: DocumentedCluster): Promise<void> {
  const { site } = cluster;
  await walk.step('score-token pause');
  for (const host of [0, 1, 2]) t.equal((await cluster.agent(host).status()).orders.paused, true);
  await walk.step('score-token resume');
  await walk.step('score-token retire');
  await walk.step('score-token maintenance on');
  await walk.step('score-token maintenance on --drain --wait');
  t.same([site.placeOf(shop1), site.placeOf(log1) === 0], [0, false], 'one has stayed, one has gone');
  await walk.step('score-token maintenance off');
}

/** The VM that was not to move may now, and the hosts' libvirts do not agree. */
async function failing(_t: Test, walk: Walk, cluster: DocumentedCluster): Promise<void> {
  cluster.edit((settings) => {
    settings.stability = { breakerFailures: 1 };
  });
  await cluster.reload();
  cluster.site.world.scriptMigrations(() => "operation failed: guest CPU doesn't match specification");
  const client = await cluster.agent(0).control();
  await client.label('vm-0', { neverMove: null });
  const { tokenId } = await client.inject({ policy: 'distributed', migrationCost: 'auto' });
  await client.wait({ tokenId, timeoutMs: 40_000 });
  const isOpen = ({ standing }: StatusReport) => standing.breaker.openSince !== undefined;
  await until('the breaker is open', async () => isOpen(await cluster.agent(0).status()), 20_000);
  await walk.step('score-token status');
  await walk.step('score-token history --kind migration-end --limit 10');
  await walk.step('score-token rearm');
}

async function rekeyed(t: Test, walk: Walk, cluster: DocumentedCluster): Promise<void> {
  const before = await cluster.agent(0).status();
  for (const step of ['add', 'promote', 'prune']) {
    await walk.step(`score-token keygen /etc/score/cluster.key --${step}`);
    await cluster.reload();
  }
  const { keys } = await cluster.agent(0).status();
  t.not(keys.sending, before.keys.sending);
  t.same(keys.accepted, [keys.sending]);
}

t.test('troubleshoot.md: a service that does not start', async (t) => {
  const cluster = await DocumentedCluster.make(t);
  const walk = new Walk(t, 'troubleshoot.md', 'cluster', (line) => cluster.run(line));
  cluster.edit((settings) => {
    settings.flows = { windowMS: 60_000 };
  });
  await walk.step(check);
  walk.ends();
});
