// Taste that can be checked: who imports whom, what the core stays clear of, dead files, lengths, generated code.
// Each rule is first shown an example that it must object to.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { inRepository, repositoryRoot } from '../support/paths.js';
import { shortFolder } from '../support/temporary.js';
import * as rules from './rules.js';

const folders = ['agent', 'proto', 'topology', 'tools', 'test'];

function sourceFiles(): rules.SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, name))
      .filter((name) => /\.(ts|mjs)$/.test(name) && !name.startsWith('proto/gen/'))
      .map((name) => ({ path: name, text: readFileSync(inRepository(name), 'utf8') })),
  );
}

const files = sourceFiles();
const file = (name: string, ...lines: string[]): rules.SourceFile => ({ path: name, text: lines.join('\n') });

t.test('the tree was found', async (t) => {
  for (const known of ['agent/core/drivers.ts', 'topology/ipv4.ts', 'tools/test/main.ts', 'test/support/paths.ts']) {
    t.ok(
      files.some((found) => found.path === known),
      known,
    );
  }
});

t.test('layers: imports go one way, and no adapter imports another', async (t) => {
  t.same(rules.layering(files), []);
  const bad = [
    file('topology/a.ts', "import { x } from '../agent/core/b.js';"),
    file('agent/core/b.ts', "import type { X } from '../ovs/c.js';"),
    file('agent/ovs/c.ts', "import { x } from '../libvirt/d.js';", "import { y } from '../daemon.js';"),
    file('agent/jsonrpc/d.ts', "export * from '../log.js';"),
    file('agent/daemon.ts', "const x = await import('../tools/e.js');"),
    file('tools/e.ts', "import '../test/support/f.js';"),
  ];
  t.same(rules.layering(bad), [
    'topology/a.ts (topology) imports agent/core/b.ts (agent/core)',
    'agent/core/b.ts (agent/core) imports agent/ovs/c.ts (adapter:ovs)',
    'agent/ovs/c.ts (adapter:ovs) imports agent/libvirt/d.ts (adapter:libvirt)',
    'agent/ovs/c.ts (adapter:ovs) imports agent/daemon.ts (daemon)',
    'agent/jsonrpc/d.ts (agent/jsonrpc) imports agent/log.ts (agent/log)',
    'agent/daemon.ts (daemon) imports tools/e.ts (tools)',
    'tools/e.ts (tools) imports test/support/f.ts (test)',
  ]);
  t.same(
    rules.layering([
      file('agent/ovs/c.ts', "import { x } from '../core/b.js';", "// import { y } from '../libvirt/d.js';"),
      file('test/a.ts', "import { x } from '../tools/e.js';"),
      file('agent/daemon.ts', "import { x } from './ovs/c.js';"),
    ]),
    [],
    'what is allowed is not objected to',
  );
});

t.test('the core is pure', async (t) => {
  t.same(rules.corePurity(files), []);
  const uses = [
    "import fs from 'node:fs';",
    'const now = Date.now();',
    'const n = Math.random() * 2;',
    'setTimeout(f, 1);',
  ];
  t.same(rules.corePurity([file('agent/core/x/y.ts', ...uses, 'process.exit(1);', 'const p = performance.now();')]), [
    'agent/core/x/y.ts imports node:fs',
    'agent/core/x/y.ts uses Date.now',
    'agent/core/x/y.ts uses Math.random',
    'agent/core/x/y.ts uses setTimeout',
    'agent/core/x/y.ts uses process',
    'agent/core/x/y.ts uses performance',
  ]);
  const fine = [
    "import { LRUCache } from 'lru-cache';",
    '// not Date.now()',
    'this.process(x);',
    "const s = 'process';",
  ];
  t.same(rules.corePurity([file('agent/core/a.ts', ...fine), file('agent/ovs/b.ts', 'Date.now();')]), []);
});

t.test('there are no dead files', async (t) => {
  t.same(rules.deadFiles(files), []);
  const tree = [
    file('agent/main.ts', "import { a } from './used.js';"),
    file('agent/used.ts', "const worker = new URL('./worker.js', import.meta.url);"),
    file('agent/worker.ts'),
    file('agent/tested.ts', "import { a } from './used.js';"),
    file('test/a.test.ts', "import { a } from '../agent/tested.js';", "import { b } from './helper.js';"),
    file('test/helper.ts'),
    file('test/unused.ts'),
  ];
  t.same(rules.deadFiles(tree), ['agent/tested.ts is reached by no program', 'test/unused.ts is reached by no test']);
});

t.test('files stay short and say what they are', async (t) => {
  t.same(rules.fileLength(files), []);
  t.same(rules.openingComment(files), []);
  const long = file('a.ts', ...Array.from({ length: rules.maxLines + 1 }, () => 'x;'));
  t.same(rules.fileLength([long]), ['a.ts has 401 lines; look for the seam, 400 is the limit']);
  t.same(rules.fileLength([file('a.ts', ...Array.from({ length: rules.maxLines }, () => 'x;'), '')]), []);
  t.same(rules.openingComment([file('a.ts', 'x;', '// late'), file('b.ts', '#!/usr/bin/env node', '// b')]), [
    'a.ts does not open with a comment that says what it is',
  ]);
});

t.test('the lockfile names no registry and no folder', async (t) => {
  t.same(rules.lockfile(readFileSync(inRepository('package-lock.json'), 'utf8')), []);
  const packages = {
    '': { dependencies: { a: 'file:../a', b: '^1.0.0' } },
    'node_modules/c': { version: '1.0.0', resolved: 'https://registry.example/c.tgz' },
    '../d': { version: '1.0.0' },
  };
  t.same(rules.lockfile(JSON.stringify({ packages })), [
    'package wants a from file:../a',
    'node_modules/c is resolved to https://registry.example/c.tgz',
    '../d is outside',
  ]);
});

t.test('the generated protobuf code is up to date', async (t) => {
  const folder = shortFolder(t);
  execFileSync(process.execPath, ['tools/generate-proto.mjs', folder], { cwd: repositoryRoot, stdio: 'pipe' });
  for (const name of ['score.js', 'score.d.ts']) {
    const fresh = readFileSync(path.join(folder, name), 'utf8');
    t.ok(fresh.length > 1000, `${name} was generated`);
    const same = fresh === readFileSync(inRepository('proto/gen', name), 'utf8');
    t.ok(same, `proto/gen/${name} is what proto/score.proto gives; run: npm run proto`);
  }
});
