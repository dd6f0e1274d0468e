// Compiles TypeScript into dist/ and copies the generated protobuf code beside its codec. Files of dist/
// whose source is gone are removed, so that a deleted test cannot go on running.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

for (const entry of existsSync('dist') ? readdirSync('dist', { recursive: true }) : []) {
  const match = /^(.*)\.js(\.map)?$/.exec(entry);
  if (match && !existsSync(`${match[1]}.ts`) && !existsSync(`${match[1]}.js`)) rmSync(path.join('dist', entry));
}
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1); // The compiler has said why.
cpSync('proto/gen/score.js', 'dist/proto/gen/score.js');
for (const file of Object.values(JSON.parse(readFileSync('package.json', 'utf8')).bin)) {
  if (existsSync(file)) chmodSync(file, 0o755);
}
