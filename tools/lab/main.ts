#!/usr/bin/env node
import { takeLock } from './lock.js';
import { down, up } from './up.js';

const release = takeLock();
try {
  if (process.argv[2] === 'up') await up(console.error, { agents: false });
  else console.log(await down());
} finally {
  release();
}
