// Whether the lab can run on this machine at all, before anything is installed or made.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { LabError } from './errors.js';
import { childEnvironment } from './exec.js';

/** Why the lab cannot run here, or undefined when it can (perhaps after installing packages). */
export function whyUnsupported(): LabError | undefined {
  if (process.getuid?.() !== 0) {
    return new LabError('not-root', 'the lab makes network namespaces and bridges, so it must run as root');
  }
  const reason = systemReason();
  return reason === undefined ? undefined : new LabError('unsupported-system', reason);
}

function systemReason(): string | undefined {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID(_LIKE)?=.*debian/m.test(release))
    return 'the lab installs its parts with apt-get, so it needs Debian or Ubuntu';
  if (process.arch !== 'x64') return `the lab's guests are x86-64, this machine is ${process.arch}`;
  if (!existsSync('/dev/net/tun')) return "there is no /dev/net/tun, which switches and guests' interfaces need";
  try {
    execFileSync('unshare', ['--mount', '--net', '--uts', '--ipc', '--pid', '--fork', 'true'], {
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    const text = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    return `namespaces cannot be made here (${text}); in a container, the lab needs a privileged one`;
  }
  return undefined;
}
