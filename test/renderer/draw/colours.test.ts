/** Colours of heat maps: viridis as it was published, shares with a neutral middle. */
import { expect, it } from 'vitest';
import { createShares, pickViridis, writeColour, type Rgb } from '../../../src-renderer/draw/colours.ts';
import { VIRIDIS } from '../../../src-renderer/draw/viridis.ts';

/** Relative luminance as WCAG 2 has it. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

it('gives the colours that Matplotlib gives at both ends and in the middle', () => {
  expect(VIRIDIS).toHaveLength(3 * 256);
  expect(pickViridis(0)).toEqual([0x44, 0x01, 0x54]);
  expect(pickViridis(128 / 255)).toEqual([0x21, 0x91, 0x8c]);
  expect(pickViridis(1)).toEqual([0xfd, 0xe7, 0x25]);
});

it('takes what lies outside the scale for its end', () => {
  expect(pickViridis(-3)).toEqual(pickViridis(0));
  expect(pickViridis(7)).toEqual(pickViridis(1));
});

it('is brighter wherever a value is clearly greater', () => {
  // One step may be lost in the rounding to 8 bits.
  for (let at = 2; at < 256; at++) {
    expect(luminance(pickViridis(at / 255))).toBeGreaterThan(luminance(pickViridis((at - 2) / 255)));
  }
});

it.each(['light', 'dark'] as const)(
  'has a middle without a hue and ends as strong as each other on %s',
  (ground) => {
    const shares = createShares(ground);
    const middle = shares(0.5);
    expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(8);
    const [second, first] = [luminance(shares(0)), luminance(shares(1))];
    expect(Math.max(second, first) / Math.min(second, first)).toBeLessThan(1.4);
    // The middle lies near the ground, so that what is decided stands out.
    const isLight = ground === 'light';
    expect(luminance(middle) > Math.max(second, first)).toBe(isLight);
  },
);

it('writes a colour as styles have it', () => {
  expect(writeColour([1, 20, 255])).toBe('rgb(1 20 255)');
});
