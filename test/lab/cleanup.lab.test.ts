// However the lab dies, `down` leaves nothing, and touches nothing that is not the lab's. Takes about a minute.
import { execFileSync, spawn } from 'node:child_process';
import t from 'tap';
import { labObstacle, runLab, startLab, traces } from './lab-program.js';

t.setTimeout(600_000);

/** Lines of progress, each of them a different half-made state. */
const STAGES = ['building the fabric', 'starting four hypervisors', 'starting eight guests'];

const obstacle = await labObstacle();
if (obstacle !== undefined) t.plan(0, obstacle);
else {
  t.teardown(() => runLab('down'));

  for (const stage of STAGES) {
    t.test(`killed while ${stage}`, async (t) => {
      const lab = startLab('up', '--no-agents');
      t.ok(await lab.said(stage), 'it got there');
      // A moment later there is more to clean up than at the stage's first instant.
      await new Promise((resolve) => setTimeout(resolve, 700));
      lab.child.kill('SIGKILL');
      t.equal((await lab.ended).signal, 'SIGKILL');
      t.not(traces().length, 0, 'it left something');
      t.match((await runLab('status')).stdout, /half made/);
      const down = await runLab('down');
      t.equal(down.code, 0, down.stderr);
      t.same(traces(), []);
    });
  }

  t.test('up after a kill clears the remains and works; a second lab is refused', async (t) => {
    const first = startLab('up', '--no-agents');
    t.ok(await first.said('starting eight guests'));
    first.child.kill('SIGKILL');
    await first.ended;
    const second = startLab('up', '--no-agents');
    t.ok(await second.said('starting four hypervisors'));
    const third = await runLab('up', '--no-agents');
    t.equal(third.code, 2);
    t.match(third.stderr, /another score-lab \(pid \d+\) is at work/);
    const { code, stderr } = await second.ended;
    t.equal(code, 0, stderr);
    t.match((await runLab('status')).stdout, /hv4 .* vm7 vm8/);
    t.equal((await runLab('traffic', 'off')).code, 0);
    t.equal((await runLab('down')).code, 0);
    t.same(traces(), []);
  });

  t.test('an interrupted run takes itself down', async (t) => {
    const lab = startLab('run');
    t.ok(await lab.said('starting eight guests'));
    lab.child.kill('SIGINT');
    const { code, stderr } = await lab.ended;
    t.equal(code, 1, stderr);
    t.match(stderr, /interrupted/);
    t.same(traces(), []);
  });

  t.test('strangers survive', async (t) => {
    const namespace = `other-${process.pid}`;
    execFileSync('ip', ['netns', 'add', namespace]);
    const environment = { ...process.env, SCORE_LAB_ID: 'another' };
    const stranger = spawn('ip', ['netns', 'exec', namespace, 'sleep', '600'], { env: environment, stdio: 'ignore' });
    t.teardown(() => {
      stranger.kill('SIGKILL');
      execFileSync('ip', ['netns', 'del', namespace]);
    });
    const lab = startLab('up', '--no-agents');
    t.ok(await lab.said('starting four hypervisors'));
    lab.child.kill('SIGKILL');
    await lab.ended;
    t.equal((await runLab('down')).code, 0);
    t.equal((await runLab('down')).code, 0, 'down with nothing there is no error');
    t.same([stranger.exitCode, stranger.signalCode], [null, null]);
    t.match(execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }), namespace);
  });
}
