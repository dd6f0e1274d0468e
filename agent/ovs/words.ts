// Four bytes at once: constants and one test for reading text through a DataView. Pure.

/** Four ASCII letters as DataView.getInt32(at, true) reads them. */
export function word(text: string): number {
  return Buffer.from(text, 'latin1').readInt32LE(0);
}

/**
 * Not 0 when one of the four bytes is a control character, a space, `!`, a quote or a backslash. The known trick of
 * subtracting in all four at once: the top bit of a byte is set where it borrowed (Warren, Hacker's Delight, chapter 6).
 */
export function flagsSpecial(four: number): number {
  const slashes = four ^ 0x5c5c5c5c;
  return (((four - 0x23232323) & ~four) | ((slashes - 0x01010101) & ~slashes)) & -0x7f7f7f80;
}
