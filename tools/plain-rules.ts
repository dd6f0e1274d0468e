// Settings under which Eq. 3.2 alone decides, as in the thesis: for the lab, the demo, benchmarks and tests, which look at
// what rounds do rather than at what holds them back. No default of the agent, whose own ones move nothing.

/** The part of a settings file (systemd/agent.yaml) that says so. */
export const PLAIN_RULES = {
  mode: 'auto',
  rules: { headroomPercent: 0, vcpusPerCpu: 'unlimited' },
  stability: {
    ...{ minGain: 0, minGainPercent: 0, holdMs: 0, failureCooldownMs: 600_000, movesPerDay: 0, returnFactor: 0 },
    ...{ measureMs: 0, breakerFailures: 0 },
  },
} as const;
