import type { Appended, Backplane } from '../../lib/backplane/backplane.js';
import { closeAll, Observed } from './support/observed.js';

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${name} ${at}`);

/** Whether positions grow. */
export function grow(positions: readonly string[]): boolean {
  const keyed = positions.map((position) => {
    const [milliseconds = '', sequence = ''] = position.split('-');
    return milliseconds.padStart(15, '0') + sequence.padStart(5, '0');
  });
  return keyed.every((key, at) => at === 0 || (keyed[at - 1] as string) < key);
}

/**
 * What every backplane promises, whatever its log is kept in.
 * @param make a backplane of one log that is empty, which each test calls several times
 */
export function describeContract(name: string, make: () => Backplane): void {
  describe(`${name} as a backplane`, () => {
    afterEach(closeAll);

    it('opens once, with an epoch and a position, and loses nothing by that', async () => {
      const one = await Observed.open(make());
      const two = await Observed.open(make());
      expect(one.opened).toEqual([
        {
          epoch: expect.any(Number),
          position: expect.stringMatching(/^\d{1,15}-\d{1,5}$/),
          lost: false,
        },
      ]);
      expect(one.epoch).toBeGreaterThanOrEqual(1);
      expect(one.epoch).toBeLessThanOrEqual(9_999_999_999);
      expect(two.epoch).toBe(one.epoch);
    });

    it('reads from the newest entry on', async () => {
      const one = await Observed.open(make());
      await one.append('before');
      const two = await Observed.open(make());
      await one.append('after');
      await two.until(() => two.entries.length > 0);
      expect(two.entries).toEqual(['after']);
    });

    it('gives entries of two writers to two readers, all of them in one order', async () => {
      const [one, two] = [await Observed.open(make()), await Observed.open(make())];
      const write = async (writer: Observed, who: string) => {
        for (let at = 0; at < 300; at += 3) {
          await writer.append(...numbered(who, 300).slice(at, at + 3));
        }
      };
      await Promise.all([write(one, 'one'), write(two, 'two')]);
      for (const each of [one, two]) await each.until(() => each.entries.length >= 600);
      expect(one.entries).toEqual(two.entries);
      expect(one.positions).toEqual(two.positions);
      expect(grow(one.positions)).toBe(true);
      for (const who of ['one', 'two']) {
        expect(one.entries.filter((each) => each.startsWith(who))).toEqual(numbered(who, 300));
      }
      expect([...one.opened, ...two.opened]).toHaveLength(2);
    });

    it('answers with the positions that readers get', async () => {
      const one = await Observed.open(make());
      const results = (await one.append('a', 'b', 'c')) as Appended[];
      await one.until(() => one.entries.length === 3);
      expect(results.map(({ position }) => position)).toEqual(one.positions);
      expect(results.map(({ epoch }) => epoch)).toEqual(Array(3).fill(one.epoch));
    });

    it('keeps every text as it is', async () => {
      const one = await Observed.open(make());
      const texts = ['', 'ä€😀', '\u0000\r\n', '"', 'x'.repeat(1_000_000)];
      await one.append(...texts);
      await one.until(() => one.entries.length === texts.length);
      expect(one.entries).toEqual(texts);
    });

    it('stores a batch once that is given again', async () => {
      const one = await Observed.open(make());
      const batch = [{ entry: 'a' }, { entry: 'b' }];
      const first = await one.connection.append(1, batch);
      expect(await one.connection.append(1, batch)).toEqual(first);
      await one.connection.append(2, [{ entry: 'c' }]);
      await one.until(() => one.entries.includes('c'));
      expect(one.entries).toEqual(['a', 'b', 'c']);
    });

    it('stores an entry once whose id is known, from whichever process', async () => {
      const [one, two] = [await Observed.open(make()), await Observed.open(make())];
      const [first] = (await one.append({ entry: 'a', id: 'order 1' })) as Appended[];
      const [again, next] = (await two.append({ entry: 'b', id: 'order 1' }, 'c')) as Appended[];
      expect(again).toEqual(first);
      expect(next).not.toEqual(first);
      expect(await two.connection.find('order 1')).toEqual(first);
      expect(await two.connection.find('order 2')).toBeUndefined();
      await two.until(() => two.entries.includes('c'));
      expect(two.entries).toEqual(['a', 'c']);
    });

    it('waits for the promise of `entries` before it reads on', async () => {
      const one = await Observed.open(make());
      let go: () => void = () => undefined;
      one.pause = new Promise((resolve) => {
        go = resolve;
      });
      await one.append('a');
      await one.until(() => one.entries.length === 1);
      await one.append('b');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(one.entries).toEqual(['a']);
      one.pause = undefined;
      go();
      await one.until(() => one.entries.length === 2);
    });

    it('reads what lies between two positions, in pages', async () => {
      const one = await Observed.open(make());
      const epoch = one.epoch as number;
      const { position: start } = one.opened[0] as { position: string };
      const results = (await one.append(...numbered('e', 10))) as Appended[];
      const last = results[6]?.position as string;
      const read = async (after: string, count: number) => {
        const page = await one.connection.read(after, last, epoch, count);
        return { ...page, entries: page.entries.map(({ entry }) => String(Buffer.from(entry))) };
      };
      expect(await read(start, 5)).toEqual({
        entries: numbered('e', 5),
        complete: false,
        lost: false,
      });
      expect(await read(results[4]?.position as string, 5)).toEqual({
        entries: ['e 5', 'e 6'],
        complete: true,
        lost: false,
      });
      expect(await read(last, 5)).toEqual({ entries: [], complete: true, lost: false });
      expect(await one.connection.read(start, last, epoch + 1, 5)).toMatchObject({ lost: true });
    });

    it('lets a probe travel through the log, which readers do not get', async () => {
      const one = await Observed.open(make());
      expect(await one.connection.probe()).toBeGreaterThan(0);
      await one.append('a');
      await one.until(() => one.entries.length > 0);
      expect(one.entries).toEqual(['a']);
    });

    it('lets a member in once, whichever process holds it, and lists it', async () => {
      const [one, two] = [await Observed.open(make()), await Observed.open(make())];
      const enter = (each: Observed, member: string, value: string) =>
        each.connection.members.enter('room', member, value, {
          joined: `${member} joined`,
          left: `${member} left`,
        });
      expect(await enter(one, 'ann', '1')).toEqual({ entered: true, count: 1 });
      expect(await enter(two, 'ann', '2')).toEqual({ entered: true, count: 1 });
      expect(await enter(two, 'bob', '3')).toEqual({ entered: true, count: 2 });
      const list = await one.connection.members.list('room');
      expect(list.sort((a, b) => (a.member < b.member ? -1 : 1))).toEqual([
        { member: 'ann', value: '2' },
        { member: 'bob', value: '3' },
      ]);
      expect(await one.connection.members.list('other')).toEqual([]);
      await two.connection.members.leave('room', 'ann');
      await two.connection.members.leave('room', 'ann');
      await two.connection.members.leave('room', 'bob');
      await two.connection.members.leave('room', 'bob');
      expect(await two.connection.members.list('room')).toEqual([{ member: 'ann', value: '2' }]);
      await one.connection.members.leave('room', 'ann');
      await one.until(() => one.entries.length === 4);
      expect(one.entries).toEqual(['ann joined', 'bob joined', 'bob left', 'ann left']);
      expect(await one.connection.members.list('room')).toEqual([]);
    });

    it('lets no more members in than the limit', async () => {
      const [one, two] = [await Observed.open(make()), await Observed.open(make())];
      const enter = (each: Observed, member: string) =>
        each.connection.members.enter('user:1', member, '', { joined: member, limit: 2 });
      expect(await enter(one, 'a')).toEqual({ entered: true, count: 1 });
      expect(await enter(two, 'b')).toEqual({ entered: true, count: 2 });
      expect(await enter(one, 'c')).toEqual({ entered: false, count: 2 });
      expect(await enter(one, 'b')).toEqual({ entered: true, count: 2 });
      await one.connection.members.leave('user:1', 'a');
      expect(await enter(two, 'c')).toEqual({ entered: true, count: 2 });
      await one.until(() => one.entries.length === 3);
      expect(one.entries).toEqual(['a', 'b', 'c']);
    });

    it('removes the members of a process that is gone within the lease, once', async () => {
      const [one, two, gone] = [
        await Observed.open(make()),
        await Observed.open(make()),
        await Observed.open(make()),
      ];
      for (let at = 0; at < 250; at += 1) {
        await gone.connection.members.enter('room', `m ${at}`, '', { left: `left ${at}` });
      }
      await one.connection.members.enter('room', 'm 7', '', { left: 'left 7 at last' });
      await one.connection.members.enter('room', 'stays', '');
      const { leaseTime } = one.connection.members;
      await gone.close();
      await one.until(() => one.entries.length === 249, leaseTime + 3_000);
      // Several processes look for lost leases.
      await new Promise((resolve) => setTimeout(resolve, leaseTime / 2));
      expect(new Set(one.entries).size).toBe(249);
      expect(one.entries).toHaveLength(249);
      const names = (await two.connection.members.list('room')).map(({ member }) => member);
      expect(names.sort()).toEqual(['m 7', 'stays']);
      await one.connection.members.leave('room', 'm 7');
      await two.until(() => two.entries.includes('left 7 at last'));
    });

    it('ends with `close`', async () => {
      const [one, two] = [await Observed.open(make()), await Observed.open(make())];
      await one.close();
      await two.append('a');
      await two.until(() => two.entries.length === 1);
      expect(one.entries).toEqual([]);
      expect(one.failures).toEqual([]);
      await expect(one.appendOnce('b')).rejects.toThrow(/closed/);
    });
  });
}
