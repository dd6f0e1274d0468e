// A program that sends one datagram and prints the answer, for guests: their busybox has nothing that speaks UDP, and
// a compiler is not among what the lab needs. It is small enough to be written down as machine code (x86-64, as the
// guests are), and runs on the lab's machine as well, where it shows what the same datagram does from a host.
//
// Standard input: a sockaddr_in (ip(7), 16 bytes) and the datagram behind it, in one write. Standard output: what is
// received within a second; without an answer SIGALRM ends the program.

const SYSCALL = '0f05';
const PROGRAM = [
  '4881ec00100000', // sub rsp, 4096        a buffer
  `31c031ff4889e6ba00100000${SYSCALL}`, //  read(0, rsp, 4096)
  '8d58f0', // lea ebx, [rax-16]            length of the datagram
  `b829000000bf02000000be0200000031d2${SYSCALL}`, // socket(AF_INET, SOCK_DGRAM, 0)
  '89c5', // mov ebp, eax
  `b82c00000089ef488d74241089da4531d24989e041b910000000${SYSCALL}`, // sendto(ebp, rsp+16, ebx, 0, rsp, 16)
  `b825000000bf01000000${SYSCALL}`, // alarm(1)
  `b82d00000089ef4889e6ba001000004531d24531c04531c9${SYSCALL}`, // recvfrom(ebp, rsp, 4096, 0, 0, 0)
  `89c2b801000000bf010000004889e6${SYSCALL}`, // write(1, rsp, eax)
  `b83c00000031ff${SYSCALL}`, // exit(0)
].join('');

const BASE = 0x400000;
const HEADERS_BYTES = 64 + 56;

/** An ELF executable of one segment: file header, program header (elf(5)), program. */
export function knockProgram(): Buffer {
  const program = Buffer.from(PROGRAM, 'hex');
  const headers = Buffer.alloc(HEADERS_BYTES);
  headers.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // magic, 64 bits, little-endian, version
  headers.writeUInt16LE(2, 16); // e_type: executable
  headers.writeUInt16LE(62, 18); // e_machine: x86-64
  headers.writeUInt32LE(1, 20); // e_version
  headers.writeUInt32LE(BASE + HEADERS_BYTES, 24); // e_entry
  headers.writeUInt32LE(64, 32); // e_phoff
  headers.writeUInt16LE(64, 52); // e_ehsize
  headers.writeUInt16LE(56, 54); // e_phentsize
  headers.writeUInt16LE(1, 56); // e_phnum
  headers.writeUInt32LE(1, 64); // p_type: load
  headers.writeUInt32LE(5, 68); // p_flags: read, execute
  headers.writeUInt32LE(BASE, 80); // p_vaddr
  headers.writeUInt32LE(BASE, 88); // p_paddr
  headers.writeUInt32LE(HEADERS_BYTES + program.length, 96); // p_filesz
  headers.writeUInt32LE(HEADERS_BYTES + program.length, 104); // p_memsz
  headers.writeUInt32LE(0x1000, 112); // p_align
  return Buffer.concat([headers, program]);
}

/** What the program reads: where to, and what. */
export function knockInput(address: number, port: number, datagram: Uint8Array): Buffer {
  const to = Buffer.alloc(16);
  to.writeUInt16LE(2, 0); // AF_INET
  to.writeUInt16BE(port, 2);
  to.writeUInt32BE(address, 4);
  return Buffer.concat([to, datagram]);
}
