// XDR (RFC 4506) both ways: layouts, padding, bounds, and bytes that are no XDR.
import t from 'tap';
import { XdrDecoder, XdrEncoder, XdrError } from '../../agent/libvirt/xdr.js';

const hex = (encoder: XdrEncoder): string => encoder.finish().toString('hex');
const decoder = (text: string): XdrDecoder => new XdrDecoder(Buffer.from(text, 'hex'));

t.test('encodings are those of RFC 4506', async (t) => {
  t.equal(hex(new XdrEncoder().int(-2).uint(0xfffffffe)), 'fffffffefffffffe');
  t.equal(hex(new XdrEncoder().hyper(-1n).unsignedHyper(1n << 63n)), 'ffffffffffffffff8000000000000000');
  t.equal(hex(new XdrEncoder().double(1.5).bool(true)), '3ff800000000000000000001');
  // Section 7 of the RFC has the string "sillyprog" as an example of padding.
  t.equal(hex(new XdrEncoder().string('sillyprog')), '0000000973696c6c7970726f67000000');
  t.equal(hex(new XdrEncoder().fixedOpaque(Buffer.from([1, 2, 3, 4, 5]))), '0102030405000000');
  const optional = new XdrEncoder();
  optional.optional<number>(undefined, () => t.fail('nothing to encode')).optional(7, (value) => optional.int(value));
  t.equal(hex(optional), '000000000000000100000007');
  const array = new XdrEncoder();
  array.array([1, 2], (item) => array.int(item));
  t.equal(hex(array), '000000020000000100000002');
});

t.test('decoding gives back what was encoded', async (t) => {
  const bytes = new XdrEncoder().int(-5).uint(5).hyper(-6n).unsignedHyper(6n).double(-0.25).bool(false);
  const xdr = new XdrDecoder(bytes.string('zwölf').opaque(Buffer.from('abcd')).finish());
  t.strictSame(
    [xdr.int(), xdr.uint(), xdr.hyper(), xdr.unsignedHyper(), xdr.double(), xdr.bool()],
    [-5, 5, -6n, 6n, -0.25, false],
  );
  t.equal(xdr.string(6), 'zwölf');
  t.equal(xdr.opaque(4).toString(), 'abcd');
  xdr.end();
});

t.test('bytes that are no such XDR are refused by name', async (t) => {
  const cases: [string, (xdr: XdrDecoder) => unknown, string][] = [
    ['000000', (xdr) => xdr.int(), 'truncated'],
    ['00000008414141', (xdr) => xdr.string(100), 'truncated'],
    ['0000000341414100', (xdr) => xdr.string(2), 'too-long'],
    ['ffffffff', (xdr) => xdr.opaque(0xffffffff), 'truncated'],
    ['0000000141ffffff', (xdr) => xdr.string(100), 'bad-padding'],
    ['00000001ff000000', (xdr) => xdr.string(100), 'not-utf8'],
    ['00000002', (xdr) => xdr.bool(), 'not-boolean'],
    ['0000000100000001', (xdr) => [xdr.int(), xdr.end()], 'left-over'],
  ];
  for (const [bytes, read, code] of cases)
    t.throws(() => read(decoder(bytes)), { name: 'XdrError', code }, `${bytes}: ${code}`);
});

t.test('a count that cannot fit is refused before anything is decoded', async (t) => {
  let decoded = 0;
  const read = () => decoder('00ffffff0000000000000000').array(0x1000000, 4, () => decoded++);
  t.throws(read, { code: 'truncated' });
  t.throws(() => decoder('0000000a').array(9, 1, () => decoded++), { code: 'too-long' });
  t.equal(decoded, 0);
});

t.test('values without an encoding are refused', async (t) => {
  for (const encode of [
    () => new XdrEncoder().int(2 ** 31),
    () => new XdrEncoder().int(0.5),
    () => new XdrEncoder().uint(-1),
    () => new XdrEncoder().hyper(1n << 63n),
    () => new XdrEncoder().unsignedHyper(-1n),
  ]) {
    t.throws(encode, XdrError);
  }
});
