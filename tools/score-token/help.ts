// The text of score-token --help.
import { defaultSocket } from './arguments.js';

export const help = `score-token: start, watch and prepare S-CORE rounds, through this host's agent

  score-token inject --policy POLICY --migration-cost N [options]   start a round
  score-token wait TOKEN-ID [--timeout S] [--json]                  wait for its end and report it
  score-token status [--json]                                       what the agent knows and does
  score-token pause | resume | retire [--json]                      an order to the whole cluster
  score-token flows [--json]                                        bytes and rates of the local VMs
  score-token dump-flows                                            VMs and flows of this host as JSON lines
  score-token keygen FILE [--add | --promote | --prune] [--force]   make a cluster key, mode 0600, or change it

All but keygen: --socket PATH   the agent's control socket (default ${defaultSocket})

inject:
  --policy round-robin|distributed|load-aware   the order in which VMs get the token
  --migration-cost N   c_m of Eq. 3.2: a VM moves only when it saves more, in weight x bytes/s
  --rounds N           end after N passes over all VMs (1..1000), or earlier when one moves nothing
  --until-stable       end after a whole pass that moved nothing (the default)
  --vms A,B,C          the VMs of the token; without it they are discovered
  --vms-file FILE      the same from a file, separated by blanks, commas or lines; # begins a comment
  --force              inject although a round is running
  --wait               stay, show progress, and end with the report
  --timeout S          with --wait: give up waiting (not the round) after S seconds
  --json               the last line of stdout is JSON: with --wait the report, else
                       {tokenId, slots, silentHosts}: hosts that did not answer, whose VMs may be missing

pause, resume, retire:
  pause    no round starts, and no VM decides, until resume. Migrations under way end; a token stays where it is
           unless its agent stops
  resume   rounds go on where they were
  retire   end every round under way; migrations under way end by themselves
  Every agent of the cluster takes the order, and keeps it when it restarts. One that does not answer is named,
  and learns of it from the others when it is back; the exit code is 5 then.

dump-flows:
  Collect the dumps of all hosts, and score-sim import makes a scenario for the simulator of them. Write
  it to a file: the agent gives a dump up when its reader rests for a minute.

keygen:
  --force              replace FILE; every host of the cluster then needs the new key at once
To change the key while all agents run, do each step on all hosts, and reload all agents, before the next:
  --add                add a new key to FILE, which is accepted and not yet sent with; copy FILE to all hosts
  --promote            send with the new key, and accept the old one; may be run again
  --prune              remove all keys but the one to send with; with --force a new one that was not promoted, too

Results go to stdout, progress and errors to stderr.
Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 3 agent not reachable, 4 not ended in time,
5 ordered, but some hosts did not answer.
`;
