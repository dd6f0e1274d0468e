#!/usr/bin/env node
// `npm run package`: builds the Debian package of the agent from the compiled tree. Arguments and exit code; see build.ts.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPackage } from './build.js';
import { PackageError } from './errors.js';

const USAGE = `usage: npm run package [-- --revision N] [--out FOLDER]

Builds score-agent_<version>-<revision>_all.deb and prints its path.

  --revision N   Debian's revision of this version (default 1)
  --out FOLDER   where the package goes (default out)

SOURCE_DATE_EPOCH, DEBFULLNAME and DEBEMAIL mean what they mean to Debian's own tools.
exit codes: 0 built, 1 failed, 2 wrong arguments
`;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const dist = fileURLToPath(new URL('../../', import.meta.url));

function main(): number {
  const options = {
    revision: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const { revision = '1', out = path.join(root, 'out') } = values;
    if (!/^[1-9]\d{0,5}$/.test(revision)) throw new TypeError(`--revision must be 1 to 999999, not ${revision}`);
    process.stdout.write(`${buildPackage({ root, dist, folder: out, revision: Number(revision) })}\n`);
    return 0;
  } catch (error) {
    if (error instanceof PackageError) process.stderr.write(`package: ${error.message}\n`);
    else if (error instanceof TypeError) process.stderr.write(`package: ${error.message}\n${USAGE}`);
    else throw error;
    return error instanceof PackageError ? 1 : 2;
  }
}

process.exitCode = main();
