// One computation for many clients.
import t from 'tap';
import { sharedFor } from '../../agent/http/fresh.js';

t.test('who asks while an answer is made or fresh gets that one', async (t) => {
  let nowMs = 0;
  let made = 0;
  const waiting: ((value: number) => void)[] = [];
  const make = (): Promise<number> => {
    made += 1;
    return new Promise((resolve) => waiting.push(resolve));
  };
  const ask = sharedFor(100, make, () => nowMs);
  const first = [ask(), ask()];
  nowMs = 5_000; // However long it takes.
  first.push(ask());
  waiting.shift()!(1);
  t.same(await Promise.all(first), [1, 1, 1]);
  nowMs += 99;
  t.equal(await ask(), 1, 'fresh');
  t.equal(made, 1);
  nowMs += 1;
  const next = ask();
  waiting.shift()!(2);
  t.equal(await next, 2, 'and made anew');
  t.equal(made, 2);
});

t.test('a failure is told to those who waited, and not kept', async (t) => {
  let made = 0;
  const ask = sharedFor(
    100,
    async () => {
      made += 1;
      if (made === 1) throw new Error('not now');
      return made;
    },
    () => 0,
  );
  const [one, other] = [ask(), ask()];
  await t.rejects(one, /not now/);
  await t.rejects(other, /not now/);
  t.equal(await ask(), 2);
});
