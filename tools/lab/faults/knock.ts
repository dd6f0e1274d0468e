// Whether a guest can reach an agent: guests send datagrams to the agents' port, sealed with the cluster's own key and
// with another one, to every host's address and every guest's. No agent may count or answer any of them, while the
// same datagrams from a host are counted and answered.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { StatusReport } from '../../../agent/report/status.js';
import { generateKey, readKeyFile } from '../../../agent/transport/key.js';
import { Keyring } from '../../../agent/transport/keyring.js';
import { PacketCodec } from '../../../agent/transport/packet.js';
import { encodeMessage } from '../../../proto/codec.js';
import type { Ipv4 } from '../../../topology/ipv4.js';
import { agentStatus } from '../agents.js';
import { besideHost, exec, inNamespace, pause, startPiped } from '../exec.js';
import { knockFrom } from '../guest-client.js';
import { readPlacement } from '../guests.js';
import { KEY_FILE, RUN_DIR } from '../paths.js';
import { AGENT_PORT, GUESTS, HOSTS, type LabGuest, PROBE_ADDRESS, PROBE_NAMESPACE } from '../plan.js';
import { initPidOf } from '../state.js';
import { knockInput, knockProgram } from './knock-program.js';

export interface KnockRecord {
  /** Datagrams that guests sent. */
  readonly fromGuests: number;
  readonly answersToGuests: number;
  /** Datagrams that the agents counted meanwhile, beyond those that agents sent each other. */
  readonly countedFromGuests: number;
  /** The same from hosts. */
  readonly fromHosts: number;
  readonly answersToHosts: number;
  readonly countedFromHosts: number;
  /** Guests of which a datagram to another port arrived and was answered: their program and their network work. */
  readonly ableGuests: number;
  readonly guests: number;
}

const PROGRAM = `${RUN_DIR}/knock`;
/** Any other port will do. */
const OTHER_PORT = 7471;
const KIND_WHOLE = Buffer.of(1);

/** Runs the whole trial; nothing may be under way between the agents that loses packets. */
export async function runKnocks(): Promise<KnockRecord> {
  writeFileSync(PROGRAM, knockProgram(), { mode: 0o755 });
  const senders = await oneGuestOfEachHost();
  const seal = sealers();
  const ableGuests = await countAble(senders);
  const inside = await measure(() => Promise.all(senders.map(({ name }) => knockFrom(name, knocks(seal)))));
  const outside = await measure(() =>
    Promise.all(HOSTS.map(({ name, address }) => knockFromHost(name, knocks(seal, address)))),
  );
  return {
    fromGuests: inside.sent,
    answersToGuests: inside.answered,
    countedFromGuests: inside.counted,
    fromHosts: outside.sent,
    answersToHosts: outside.answered,
    countedFromHosts: outside.counted,
    ableGuests,
    guests: senders.length,
  };
}

export function knockProblems(record: KnockRecord): string[] {
  const problems: string[] = [];
  const { ableGuests, guests, answersToGuests, countedFromGuests, fromHosts, answersToHosts, countedFromHosts } =
    record;
  if (ableGuests !== guests) problems.push(`${guests - ableGuests} of ${guests} guests cannot send at all`);
  if (answersToGuests > 0) problems.push(`agents answered ${answersToGuests} datagrams of guests`);
  if (countedFromGuests !== 0) problems.push(`agents counted ${countedFromGuests} datagrams of guests`);
  // Those with another key are only counted, and so are some of the others: an agent asks a session that it does not
  // know to prove itself, and one that stays silent, as this one does, ever less often.
  if (answersToHosts === 0) problems.push('no datagram of a host was answered');
  if (answersToHosts + countedFromHosts !== fromHosts)
    problems.push(`${fromHosts - answersToHosts - countedFromHosts} of ${fromHosts} datagrams of hosts did not arrive`);
  return problems;
}

async function oneGuestOfEachHost(): Promise<LabGuest[]> {
  const placement = await readPlacement();
  const found = HOSTS.map(({ name }) => GUESTS.find((guest) => placement.get(guest.name)?.includes(name)));
  return found.filter((guest) => guest !== undefined);
}

type Sealer = (message: Uint8Array) => Buffer;

/** The cluster's key, and one that no agent has. */
function sealers(): readonly Sealer[] {
  return [readKeyFile(KEY_FILE), generateKey()].map((key) => {
    const codec = new PacketCodec(new Keyring(key), randomBytes);
    return (message) => codec.seal(Buffer.concat([KIND_WHOLE, message]));
  });
}

/** Questions that every agent answers, for every host but `except` and every guest, under each key. */
function knocks(seal: readonly Sealer[], except?: Ipv4): Buffer[] {
  const request = (): number => randomBytes(4).readUInt32BE() || 1;
  const questions = [
    ...HOSTS.map(({ address }) => [address, encodeMessage({ type: 'inventory-request', request: request() })] as const),
    ...GUESTS.map(
      ({ address: vm }) => [vm, encodeMessage({ type: 'location-request', request: request(), vm })] as const,
    ),
  ];
  return questions
    .filter(([address]) => address !== except)
    .flatMap(([address, message]) => seal.map((one) => knockInput(address, AGENT_PORT, one(message))));
}

async function knockFromHost(host: string, inputs: readonly Buffer[]): Promise<boolean[]> {
  const argv = besideHost(initPidOf(host), ['sh', '-c', `${PROGRAM} | wc -c`]);
  return Promise.all(inputs.map(async (input) => Number(await exec(argv, { input })) > 0));
}

/** Each guest sends to an echo on another port of the probe. */
async function countAble(senders: readonly LabGuest[]): Promise<number> {
  const echo =
    "const s=require('node:dgram').createSocket('udp4');s.on('message',(d,f)=>s.send(d,f.port,f.address));" +
    `s.bind(${OTHER_PORT},()=>console.log('bound'))`;
  const child = startPiped(inNamespace(PROBE_NAMESPACE, [process.execPath, '-e', echo]));
  try {
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    const input = knockInput(PROBE_ADDRESS, OTHER_PORT, Buffer.from('anybody there?'));
    const answers = await Promise.all(senders.map(({ name }) => knockFrom(name, [input])));
    return answers.filter(([answered]) => answered).length;
  } finally {
    child.kill('SIGKILL');
  }
}

interface Measured {
  readonly sent: number;
  readonly answered: number;
  /** Received by agents less sent by agents: who loses nothing and has no other correspondent shows 0. */
  readonly counted: number;
}

async function measure(knock: () => Promise<boolean[][]>): Promise<Measured> {
  const before = await surplus();
  const answers = (await knock()).flat();
  // What agents send each other may be on its way at the moment of a reading.
  let counted = (await surplus()) - before;
  for (let tries = 0; tries < 5 && counted !== 0; tries++) {
    await pause(300);
    counted = (await surplus()) - before;
  }
  return { sent: answers.length, answered: answers.filter(Boolean).length, counted };
}

async function surplus(): Promise<number> {
  const reports = await Promise.all(HOSTS.map(({ name }) => agentStatus(name)));
  return reports.reduce(
    (sum, { transport }: StatusReport) => sum + transport.receivedDatagrams - transport.sentDatagrams,
    0,
  );
}
