// Loaded before the agent's own program in the demo (node --import): ends the agent when the demo is gone,
// even when that was killed and could not stop its children. No part of the agent.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The listener would keep the agent alive after it has shut down.
process.channel?.unref();
