import test from 'ava';
import fc from 'fast-check';
import { numberArbitrary } from '../../support/json-sources.js';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();

function doubleOf(source: string): number {
  kernel.clear();
  const [address, length] = kernel.put(source);
  return kernel.exports.numberValue(address, address + length);
}

test('any JSON number is the double that Number makes of it', (t) => {
  const digits = (maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength });
  const decimals = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.bigInt({ min: 0n, max: 2n ** 60n }),
      fc.constantFrom('', '.'),
      digits(25),
    )
    .map(([sign, whole, point, fraction]) => `${sign}${whole}${point === '' ? '' : `.${fraction}`}`);
  fc.assert(
    fc.property(
      fc.oneof(numberArbitrary(), decimals, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)),
      (source) => {
        t.is(doubleOf(source), Number(source), source);
      },
    ),
    { numRuns: 500 },
  );
});

test('numbers at the edges of what is exact are the doubles that Number makes of them', (t) => {
  const edges = [
    ...['0', '-0', '-0.0', '9007199254740992', '9007199254740993', '-9007199254740993', '90071992547409920'],
    ...[
      '0.1',
      '0.3',
      '123456789.123456',
      '1e22',
      '1E-3',
      '1.7976931348623157e308',
      '1e400',
      '5e-324',
      '1e-400',
    ],
    ...['0.0000000000000000000001', '0.00000000000000000000001', '18446744073709551616', '1.5e3'],
  ];
  for (const source of edges) t.is(doubleOf(source), Number(source), source);
});

test('times in seconds and milliseconds do not need the host', (t) => {
  kernel.hostDoubles = 0;
  for (const source of ['1560981440', '1560981440123', '1560981440.123456', '-1.5', '0']) doubleOf(source);
  t.is(kernel.hostDoubles, 0);
  doubleOf('1e3');
  t.is(kernel.hostDoubles, 1);
});
