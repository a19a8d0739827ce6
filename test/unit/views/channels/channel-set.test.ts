import { ChannelSet } from '../../../../lib/views/channels/channel-set.js';

describe('the set of a client’s channels', () => {
  const names = new Set<string>();
  const set = new ChannelSet({
    channels: () => names,
    subscribe: (channel) => !names.has(channel) && names.add(channel) === names,
    unsubscribe: (channel) => names.delete(channel),
  });

  beforeEach(() => {
    names.clear();
    names.add('a').add('b');
  });

  it('is a set that is read anew each time', () => {
    expect(set).toBeInstanceOf(Set);
    expect([set.size, set.has('a'), set.has('c')]).toEqual([2, true, false]);
    names.add('c');
    expect([set.size, set.has('c'), [...set], [...set.keys()], [...set.values()]]).toEqual([
      3,
      true,
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    expect([...set.entries()][0]).toEqual(['a', 'a']);
    const seen: unknown[] = [];
    set.forEach((value, key, whole) => {
      seen.push([value, key, whole === set]);
    });
    expect(seen[2]).toEqual(['c', 'c', true]);
    expect(new Set(set.refresh())).toEqual(names);
  });

  it('can be looked at and changed while it is iterated', () => {
    const seen: string[] = [];
    for (const channel of set) {
      seen.push(channel);
      set.delete(channel);
      set.has('b');
    }
    expect([seen, set.size]).toEqual([['a', 'b'], 0]);
  });

  it('subscribes and unsubscribes', () => {
    expect(set.add('c')).toBe(set);
    expect([set.delete('a'), set.delete('a'), [...names]]).toEqual([true, false, ['b', 'c']]);
    set.clear();
    expect(names.size).toBe(0);
  });
});
