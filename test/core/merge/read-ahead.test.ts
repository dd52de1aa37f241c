/** Reading ahead: order, overlap, and reads that fail. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../src-main/core/merge/read-ahead.ts';
import { collect } from '../../collect.ts';

describe('reading ahead', () => {
  it('keeps the order and takes the slots in turn', async () => {
    const read = async (item: number, slot: number) => {
      await setTimeout(item % 2 === 0 ? 5 : 0);
      return slot;
    };
    expect(await collect(readAhead([4, 3, 2, 1], read))).toEqual([
      [4, 0],
      [3, 1],
      [2, 0],
      [1, 1],
    ]);
    expect(await collect(readAhead([], read))).toEqual([]);
  });

  it('begins the next read, and no more, before an item is worked on', async () => {
    const begun: number[] = [];
    const read = (item: number) => Promise.resolve(begun.push(item));
    for await (const [item] of readAhead([0, 1, 2, 3], read)) {
      expect(begun).toEqual([0, 1, 2, 3].slice(0, item + 2));
    }
  });

  it('tells of a failed read in its turn', async () => {
    const read = (item: number) => (item === 2 ? Promise.reject(new Error('gone')) : Promise.resolve());
    const seen: number[] = [];
    const all = async () => {
      for await (const [item] of readAhead([0, 1, 2, 3], read)) {
        await setTimeout(2);
        seen.push(item);
      }
    };
    await expect(all()).rejects.toThrow('gone');
    expect(seen).toEqual([0, 1]);
  });

  it('has nothing under way when its reader has stopped', async () => {
    let reading = 0;
    const read = async () => {
      reading++;
      await setTimeout(5);
      reading--;
    };
    for await (const [item] of readAhead([0, 1, 2], read)) if (item === 0) break;
    expect(reading).toBe(0);
  });
});
