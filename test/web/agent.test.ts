// A real agent serves its page and its metrics: where the settings say, after a reload elsewhere, and not at all.
import { get } from 'node:http';
import { createServer } from 'node:net';
import t from 'tap';
import { type AgentProcess, TestSite } from '../daemon/agents.js';
import { until } from '../support/temporary.js';

t.setTimeout(120_000);

/** A TCP port that is free on 127.0.0.1 now. */
async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function text(port: number, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return `${response.status} ${await response.text()}`;
}

/** Status for a request that names another host, as a browser does whose name service was misled. */
function statusFor(port: number, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
  });
}

const isClosed = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => false,
    () => true,
  );

function stopped(agent: AgentProcess): Promise<unknown> {
  agent.child.kill('SIGTERM');
  return agent.ended;
}

t.test('page and metrics of a running agent', async (t) => {
  const site = await TestSite.make(t, {
    vms: [2, 1],
    talk: [
      [0, 2, 50_000],
      [1, 2, 9_000],
    ],
  });
  const [port, other] = [await freeTcpPort(), await freeTcpPort()];
  const settings = (listen: object) => (index: number) => (index === 0 ? listen : {});
  const both = { metrics: { listen: `127.0.0.1:${port}` }, web: { listen: `127.0.0.1:${port}` } };
  const [agent] = await site.startAll(settings(both));
  const page = await text(port, '/');
  t.match(page, /^200 <!DOCTYPE html>/);
  for (const vm of (await agent!.status()).vms) t.ok(page.includes(vm.name) && page.includes(vm.vm), vm.name);
  const metrics = await text(port, '/metrics');
  t.match(metrics, /^200 # HELP /);
  t.match(metrics, /^score_vms 2$/m);
  t.match(metrics, /^score_rounds_started_total 0$/m);
  t.match(metrics, /^score_driver_available\{driver="datapath"\} 1$/m);
  t.match(metrics, /^score_sending_key\{key="[0-9a-f]{8}"\} 1$/m);
  t.match(metrics, /^score_accepted_keys 1$/m);
  t.match(metrics, /^score_last_reload_refused 0$/m);
  t.notMatch(metrics, /127\.\d+\.\d+\.\d+/, 'no address in the metrics');
  t.match(await text(port, '/else'), /^404 nothing here; there is\n\/: .*\n\/metrics: /);

  t.same([await statusFor(port, '/', 'rebound.example'), await statusFor(port, '/metrics', 'hv1.example')], [421, 200]);
  site.writeSettings(0, { ...both, web: { ...both.web, allowRemote: true } });
  agent!.child.kill('SIGHUP');
  const isLetIn = () =>
    statusFor(port, '/', 'hv1.example').then(
      (status) => status === 200,
      () => false,
    );
  await until('web.allowRemote lets other names in', isLetIn);

  const inject = { policy: 'distributed', migrationCost: 0, rounds: 1, force: false } as const;
  const control = await agent!.control();
  const { tokenId } = await control.inject(inject);
  await control.wait({ tokenId, timeoutMs: 60_000 });
  await until('the round and its decisions are counted', async () => {
    const now = await text(port, '/metrics');
    return /^score_rounds_started_total 1$/m.test(now) && /^score_decisions_total\{.*\} [1-9]/m.test(now);
  });
  await until('decisions are on the page', async () => /verdict-(stay|migrate|recommend)/.test(await text(port, '/')));

  site.writeSettings(0, { ...both, mtu: 1 });
  agent!.child.kill('SIGHUP');
  const isTold = async () => /^score_last_reload_refused 1$/m.test(await text(port, '/metrics'));
  await until('a refused reload is in the metrics', isTold);
  t.match(await text(port, '/metrics'), /^score_last_reload_timestamp_seconds 1[.\d]+(e\+9)?$/m);

  site.writeSettings(0, { metrics: { listen: `127.0.0.1:${other}` } });
  agent!.child.kill('SIGHUP');
  await until('it listens at the new address only', async () => (await isClosed(port)) && !(await isClosed(other)));
  t.match(await text(other, '/metrics'), /^200 /);
  t.match(await text(other, '/'), /^404 /, 'the page is off');
  await stopped(agent!);
  t.ok(await isClosed(other));
});

t.test('an agent whose address is taken goes on without', async (t) => {
  const site = await TestSite.make(t, { vms: [1, 1], talk: [[0, 1, 9_000]] });
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const { port } = taken.address() as { port: number };
  const [agent] = await site.startAll((index) => (index === 0 ? { metrics: { listen: `127.0.0.1:${port}` } } : {}));
  t.equal((await agent!.status()).vms.length, 1);
  t.match(agent!.stderr, /cannot listen for HTTP.*another program listens there/);
  await stopped(agent!);
});
