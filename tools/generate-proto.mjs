// Regenerates proto/gen from proto/score.proto (npm run proto). The result is committed, so that a
// hypervisor needs only the small protobufjs runtime; a test checks that it is up to date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const out = process.argv[2] ?? 'proto/gen';
const bin = (name) => `node_modules/.bin/${name}`;
execFileSync(bin('pbjs'), [
  ...['-t', 'static-module', '-w', 'es6', '--no-create', '--no-verify', '--no-convert', '--no-delimited'],
  ...['--no-service', '-o', `${out}/score.js`, 'proto/score.proto'],
]);
execFileSync(bin('pbts'), ['-o', `${out}/score.d.ts`, `${out}/score.js`]);
const types = readFileSync(`${out}/score.d.ts`, 'utf8').replace('import Long = require("long");\n', '');
writeFileSync(`${out}/score.d.ts`, types);
