export async function startAgents(): Promise<void> {}
