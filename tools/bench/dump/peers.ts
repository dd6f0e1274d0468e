// The addresses that the VMs of a benchmark send to. No socket, no switch.

/** Address of peer `index`, 0..; outside of the VMs' own range. */
export function peerOf(index: number): string {
  return `10.${64 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}`;
}
