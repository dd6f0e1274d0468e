// From tables in the order of their files to tables in ascending order of address, as scenario.ts wants them.
import type { HostTable, VmTable } from './scenario.js';
import type { HostFile, VmFile } from './tables.js';

/** Indices of at most 2^20 addresses in ascending order of address. */
export function ascending(addresses: Uint32Array): Uint32Array {
  // Address and index in one double, 52 bits: typed arrays of numbers are sorted natively.
  const keys = Float64Array.from(addresses, (address, index) => address * 2 ** 20 + index).sort();
  return Uint32Array.from(keys, (key) => key % 2 ** 20);
}

/** New index of each old one. */
function ranks(order: Uint32Array): Uint32Array {
  const rank = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) rank[order[index]!] = index;
  return rank;
}

export function sortTables(hostFile: HostFile, vmFile: VmFile): { readonly hosts: HostTable; readonly vms: VmTable } {
  const [hostOrder, vmOrder] = [ascending(hostFile.table.addresses()), ascending(vmFile.table.addresses())];
  const rankOfHost = ranks(hostOrder);
  const hostOfVm = vmFile.hosts.view();
  return {
    hosts: {
      addresses: pick(hostFile.table.addresses(), hostOrder),
      slots: pick(hostFile.slots.view(), hostOrder),
      memoryMiB: Float64Array.from(hostOrder, (index) => hostFile.memoryMiB.view()[index]!),
    },
    vms: {
      addresses: pick(vmFile.table.addresses(), vmOrder),
      hosts: Uint32Array.from(vmOrder, (index) => rankOfHost[hostOfVm[index]!]!),
      memoryMiB: Float64Array.from(vmOrder, (index) => vmFile.memoryMiB.view()[index]!),
    },
  };
}

function pick(values: Uint32Array, order: Uint32Array): Uint32Array {
  return Uint32Array.from(order, (index) => values[index]!);
}
