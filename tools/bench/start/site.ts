// What an agent needs to start: a small embedded world on loopback, its settings and its key, in a folder that is
// removed afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeSettings } from '../../demo/settings.js';
import { planSite } from '../../demo/site.js';
import { World } from '../../demo/world.js';
import { WorldServer } from '../../demo/world-server.js';
import { seededRandom } from '../../random.js';
import { freePort } from '../free-port.js';

export interface StartSite {
  readonly settingsFile: string;
  readonly controlSocket: string;
  close(): Promise<void>;
}

/** A data centre of two hosts with four VMs each, of which the first host's agent can be started. */
export async function openSite(): Promise<StartSite> {
  const folder = mkdtempSync(path.join(tmpdir(), 'score-'));
  const site = planSite(2, 8, seededRandom(1));
  const [a, b] = [site.vms[0]!, site.vms[1]!];
  const streams = [{ src: a.address, dst: b.address, bytesPerSecond: 1_000_000 }];
  const world = new World(site, streams, { clock: () => performance.now(), sleep });
  const server = new WorldServer(world, folder);
  await server.listen();
  const controlSocket = path.join(folder, 'control.sock');
  const { agentFiles } = writeSettings({
    site,
    out: folder,
    port: await freePort(site.hosts[0]!.address),
    worldSocket: (host) => server.socketOf(host.address),
    controlSocket: () => controlSocket,
  });
  return {
    settingsFile: agentFiles[0]!,
    controlSocket,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
